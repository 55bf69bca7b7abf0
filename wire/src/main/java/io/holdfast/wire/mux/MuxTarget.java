package io.holdfast.wire.mux;

import io.holdfast.wire.link.LinkLimits;
import java.nio.charset.StandardCharsets;

/** What a stream leads to. */
public sealed interface MuxTarget {

    /** A TCP connection that the device makes; the stream's bytes are the connection's. */
    record Tcp(String host, int port) implements MuxTarget {
        private static final int PORT_MAX = 0xFFFF;

        public Tcp {
            int bytes = host.getBytes(StandardCharsets.UTF_8).length;
            if (bytes < 1 || bytes > LinkLimits.HOST_CHARS_MAX) {
                throw new IllegalArgumentException("a host has 1 to 253 bytes, not " + bytes);
            }
            if (port < 1 || port > PORT_MAX) {
                throw new IllegalArgumentException("no port is " + port);
            }
        }
    }

    /** One session of the agents' own protocol: each data frame is one whole link message. */
    record Messages() implements MuxTarget {}

    /** Something that a newer server knows: to be refused as {@link ResetCode#NOT_SERVED}. */
    record Unknown(int kind) implements MuxTarget {}
}
