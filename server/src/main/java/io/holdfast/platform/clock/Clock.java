package io.holdfast.platform.clock;

import java.time.Instant;

/**
 * The two clocks of a machine. The wall clock says <em>when</em> something happened and may jump; the monotonic clock
 * says <em>how long</em> something took and never goes back. Timers, leases and pacing use the monotonic clock only.
 */
public interface Clock {

    /** The wall clock, UTC. May jump in either direction; never use it to measure a span. */
    Instant now();

    /** Nanoseconds since an arbitrary origin; never goes back. Only differences mean anything. */
    long monotonicNanos();

    /** The machine's own clocks. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
