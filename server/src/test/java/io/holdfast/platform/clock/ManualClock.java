package io.holdfast.platform.clock;

import java.time.Duration;
import java.time.Instant;

/** Clocks that stand still until a test turns them: both by {@link #advance}, only the wall by {@link #jumpWall}. */
public final class ManualClock implements Clock {

    private Instant wall;
    private long nanos;

    public ManualClock() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    public ManualClock(Instant start) {
        wall = start;
    }

    @Override
    public synchronized Instant now() {
        return wall;
    }

    @Override
    public synchronized long monotonicNanos() {
        return nanos;
    }

    /** Time passes: both clocks move by {@code span}, which is not negative. */
    public synchronized void advance(Duration span) {
        if (span.isNegative()) {
            throw new IllegalArgumentException("time does not run backwards; use jumpWall");
        }
        wall = wall.plus(span);
        nanos += span.toNanos();
    }

    /** Somebody sets the machine's date: the wall clock jumps, the monotonic clock does not notice. */
    public synchronized void jumpWall(Duration span) {
        wall = wall.plus(span);
    }
}
