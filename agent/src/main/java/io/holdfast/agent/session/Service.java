package io.holdfast.agent.session;

import io.holdfast.wire.link.ToDevice;

/** What one session is about. Every method but {@link #cut} is called on the session's own thread, which may block. */
interface Service extends AutoCloseable {

    /** Whether the message is for it. */
    boolean takes(ToDevice message);

    /** Does what the message asks, and answers. */
    void take(ToDevice message) throws InterruptedException;

    /**
     * The session ends, or its link has ended, or what it does is to be stopped: nothing that the session's thread may wait in for ever is
     * waited for any more. From any thread, perhaps the link's: never blocks.
     */
    default void cut() {}

    /** The session is over: nothing of it is left behind. */
    @Override
    void close();
}
