package io.holdfast.gateway.session;

/** A session as its link keeps it; these methods are called on the link's event loop. */
interface HeldSession extends DeviceSession {

    SessionOwner owner();

    /** Whether its owner has stopped taking messages. */
    boolean paused();

    /** There may be room for messages again. */
    void room();

    /** Looks whether the device or the owner has kept the session waiting for too long. */
    void look();

    /** The link is gone, and the session with it. */
    void linkEnded(SessionEnd end);

    /** Its id is free. */
    void forgotten();
}
