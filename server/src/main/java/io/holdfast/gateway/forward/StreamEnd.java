package io.holdfast.gateway.forward;

/** Why a stream is over. */
public enum StreamEnd {
    /** The program on the device closed its connection. */
    CLOSED_BY_DEVICE,
    /** The connection broke, or could not be carried on. */
    BROKEN,
    /** The device's live link ended. */
    LINK_ENDED
}
