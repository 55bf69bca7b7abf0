package io.holdfast.gateway.forward;

/** Bytes that went through a session's connections. */
final class ForwardTraffic {
    private long toDevice;
    private long fromDevice;

    void toDevice(int bytes) {
        toDevice += bytes;
    }

    void fromDevice(int bytes) {
        fromDevice += bytes;
    }

    long toDevice() {
        return toDevice;
    }

    long fromDevice() {
        return fromDevice;
    }
}
