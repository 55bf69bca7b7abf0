package io.holdfast.exposure;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a device URL leads to on the device.
 *
 * @param port of the device itself, 1 to 65535
 * @param transport how the program there is spoken to
 * @param host what it is told that it was called by; without one {@code localhost:port}
 */
public record UrlTarget(int port, Transport transport, Optional<String> host) {
    private static final int PORT_MAX = 65_535;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._\\[\\]:-]{1,253}");

    /** How bytes go to the device's program. */
    public enum Transport {
        HTTP("http"),
        /** With a certificate that this server believes, for the name it is called by. */
        HTTPS("https"),
        /** With whatever certificate it has: what signs devices' own is known to nobody. */
        HTTPS_UNVERIFIED("https-unverified");

        private final String label;

        Transport(String label) {
            this.label = label;
        }

        /** The word under which it is stored and told. */
        public String label() {
            return label;
        }

        public boolean tls() {
            return this != HTTP;
        }

        /** Reads a word; empty when it is none. */
        public static Optional<Transport> parse(String label) {
            for (Transport each : values()) {
                if (each.label.equals(label)) {
                    return Optional.of(each);
                }
            }
            return Optional.empty();
        }
    }

    public UrlTarget {
        if (!isPort(port) || host.isPresent() && !isHost(host.get())) {
            throw new IllegalArgumentException("a port is 1 to 65535, a host a name with or without a port");
        }
    }

    public static boolean isPort(long port) {
        return port >= 1 && port <= PORT_MAX;
    }

    /** Whether a {@code Host} header may say so. */
    public static boolean isHost(String text) {
        return HOST.matcher(text).matches();
    }

    /** The {@code Host} header for the device. */
    public String authority() {
        return host.orElseGet(() -> "localhost:" + port);
    }

    /** The origin that the program there believes it has. */
    public String origin() {
        return (transport.tls() ? "https://" : "http://") + authority();
    }
}
