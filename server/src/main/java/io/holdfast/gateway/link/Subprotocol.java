package io.holdfast.gateway.link;

import io.holdfast.wire.link.LinkLimits;
import io.holdfast.wire.mux.MuxLimits;

/** What is spoken over a link, as a device names it in {@code Sec-WebSocket-Protocol}. */
public enum Subprotocol {
    /**
     * Mender's: one message after the other, for all sessions. 64 full chunks may be on their way to a device: what 50 ms of round trip at
     * 5 MB/s need.
     */
    PROTOMSG("protomsg/msgpack", LinkLimits.TO_DEVICE_MAX, 256 << 10),
    /** Many streams, each with its own credit. Four frames on their way keep a line busy; more would stand before what is urgent. */
    MUX("holdfast.mux.1", MuxLimits.FRAME_MAX, 4 * MuxLimits.FRAME_MAX);

    private final String wireName;
    private final int messageBytesMax;
    private final int queuedBytesMax;

    Subprotocol(String wireName, int messageBytesMax, int queuedBytesMax) {
        this.wireName = wireName;
        this.messageBytesMax = messageBytesMax;
        this.queuedBytesMax = queuedBytesMax;
    }

    public String wireName() {
        return wireName;
    }

    /** Of one message to a device. */
    int messageBytesMax() {
        return messageBytesMax;
    }

    /** Of all messages handed to a device's connection and not yet written. */
    int queuedBytesMax() {
        return queuedBytesMax;
    }
}
