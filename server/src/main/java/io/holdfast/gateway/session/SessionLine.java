package io.holdfast.gateway.session;

/** The way of one session's messages to its device. Confined to the link's event loop. */
interface SessionLine {

    /** Whether a message finds room; false promises one {@link LinkSession#room}. */
    boolean hasRoom();

    /** Sends a message; only after {@link #hasRoom} said so. */
    void send(byte[] message);

    /** Sends the session's own words, for which nobody asks for room. Who sends and never reads loses something, not our memory. */
    void answer(byte[] message);

    /** Stops or goes on taking what the device sends. */
    void reading(boolean wanted);

    /** The session is over for both sides. */
    void over();

    /** The session is over, and the device has not said so in time. */
    void giveUp();
}
