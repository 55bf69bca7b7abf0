package io.holdfast.edge.admission;

/**
 * How many connections there may be.
 *
 * @param connections that are served
 * @param polite beyond those, that are told in words that the house is full; the rest are closed unheard
 * @param handshakes of TLS that may be under way at once
 */
public record DoorLimits(int connections, int polite, int handshakes) {
    /** Their files are part of what a process keeps in reserve beside its connections. */
    public static final int POLITE = 128;

    /**
     * Two cores do about two thousand handshakes a second, and devices wait at least 5 s for theirs: what queues beyond that is
     * given up by its device before it is done.
     */
    private static final int HANDSHAKES_PER_CORE = 5_000;

    /** For so many connections on a machine of so many cores. */
    public static DoorLimits of(int connections, int cores) {
        return new DoorLimits(connections, POLITE, cores * HANDSHAKES_PER_CORE);
    }
}
