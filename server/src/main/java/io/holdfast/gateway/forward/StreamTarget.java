package io.holdfast.gateway.forward;

import io.holdfast.identity.DeviceRef;

/**
 * Where a device is to connect.
 *
 * @param host as the device knows it; {@code localhost} is the device itself
 */
public record StreamTarget(DeviceRef device, String host, int port) {
    private static final int PORT_MAX = 65_535;

    public StreamTarget {
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("a port is 1 to " + PORT_MAX);
        }
    }

    /** A port of the device itself. */
    public static StreamTarget local(DeviceRef device, int port) {
        return new StreamTarget(device, "localhost", port);
    }
}
