package io.holdfast.gateway.link;

/** What became of a message for a device. */
public enum SendResult {
    /** On its way, in order. */
    SENT,
    /** The device reads too slowly, or all together do: {@link LinkListener#room} tells when to try again. */
    NO_ROOM,
    /** The link is over. */
    CLOSED
}
