package io.holdfast.gateway.session;

import io.holdfast.wire.link.FromDevice;

/** Whoever opened a session. Called on the link's event loop, in order, where nothing may block. */
public interface SessionListener {

    /** The device sent a message that the session's state allows. Pings were answered and are not told. */
    void message(FromDevice message);

    /** The session is over; told once, and nothing after it. */
    void closed(SessionEnd end);
}
