package io.holdfast.gateway.session;

/** The way of one session's messages to its device. Confined to the link's event loop. */
interface SessionLine {

    /** Whether a message finds room; false promises one {@link LinkSession#room}. */
    boolean hasRoom();

    /** Sends a message; only after {@link #hasRoom} said so. */
    void send(byte[] message);

    /** Stops or goes on taking what the device sends. */
    void reading(boolean wanted);

    /** The session is over for both sides. */
    void over();
}
