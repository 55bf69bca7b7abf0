package io.holdfast.gateway.link;

import java.time.Duration;

/** How often a device broke a rule lately. */
final class FaultCount {
    /** A shell that writes without end fills some hundred messages a second; broken messages come from attackers only. */
    private static final int MAX = 2_000;

    private static final int WINDOW_TICKS = LinkTicks.of(Duration.ofSeconds(10));

    private int faults;
    private int since;

    /** Counts one; whether it is one too many. */
    boolean tooMany(int now) {
        if (now - since > WINDOW_TICKS) {
            since = now;
            faults = 0;
        }
        return ++faults > MAX;
    }
}
