package io.holdfast.gateway.forward;

/** What became of the wish to open a stream. */
public sealed interface StreamOpening {

    /** The device has connected. */
    record Opened(DeviceStream stream) implements StreamOpening {}

    /**
     * It did not.
     *
     * @param text the device's own words; may be empty
     */
    record Refused(Reason reason, String text) implements StreamOpening {}

    /** Why there is no stream. */
    enum Reason {
        DEVICE_UNKNOWN,
        /** The device has no live link on this node. */
        NOT_CONNECTED,
        /** As many streams as the device can have, or sessions of another kind take its places. */
        BUSY,
        /** The agent does not offer connections, or its owner has switched them off. */
        NOT_SERVED,
        /** The device tried to connect and could not: nothing listens there. */
        NO_CONNECTION,
        /** The device did not answer in time. */
        TIMED_OUT,
        /** The device's live link ended meanwhile. */
        LINK_ENDED
    }
}
