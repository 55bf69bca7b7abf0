package io.holdfast.gateway.link;

import io.holdfast.platform.clock.Clock;
import java.time.Duration;

/** Time in steps of 250 ms since this node began: four bytes a moment, of which each link keeps two. Lasts 17 years. */
public final class LinkTicks {
    /** How long a tick is. */
    public static final Duration TICK = Duration.ofMillis(250);

    private final Clock clock;
    private final long originNanos;

    public LinkTicks(Clock clock) {
        this.clock = clock;
        this.originNanos = clock.monotonicNanos();
    }

    /** The present moment, at least 1. */
    public int now() {
        return (int) ((clock.monotonicNanos() - originNanos) / TICK.toNanos()) + 1;
    }

    /** How long ago the tick was. */
    public Duration since(int tick) {
        return TICK.multipliedBy(now() - tick);
    }

    /** So many ticks, rounded down. */
    static int of(Duration span) {
        return (int) (span.toNanos() / TICK.toNanos());
    }
}
