package io.holdfast.agent.session;

import io.holdfast.wire.link.ToDevice;

/** What one session is about. Every method is called on the session's own thread, which may block. */
interface Service extends AutoCloseable {

    /** Whether the message is for it. */
    boolean takes(ToDevice message);

    /** Does what the message asks, and answers. */
    void take(ToDevice message) throws InterruptedException;

    /** The session is over: nothing of it is left behind. */
    @Override
    void close();
}
