package io.holdfast.wire.mux;

/** What the bytes of a WebSocket message are. */
public sealed interface MuxReading {

    /** A frame. */
    record Frame(MuxFrame frame) implements MuxReading {}

    /** None; the link ends. */
    record Refused(MuxFault fault) implements MuxReading {}
}
