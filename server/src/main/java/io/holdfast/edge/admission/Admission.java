package io.holdfast.edge.admission;

import io.holdfast.platform.dice.Dice;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the device requests in progress on a node. Work beyond the bound is refused at once and told when to come back, each
 * caller at another time.
 */
public final class Admission {
    /** A request waiting for its batch holds about 4 KB; 20,000 hold 80 MB and are what one batch writer clears in half a second. */
    public static final int IN_PROGRESS_MAX = 20_000;

    private static final Duration RETRY = Duration.ofSeconds(10);

    private final AtomicInteger inProgress = new AtomicInteger();
    private final Dice dice;
    private final int max;

    public Admission(Dice dice) {
        this(dice, IN_PROGRESS_MAX);
    }

    Admission(Dice dice, int max) {
        this.dice = dice;
        this.max = max;
    }

    /** Takes a place; false when there is none. Each true is followed by exactly one {@link #leave}. */
    public boolean enter() {
        if (inProgress.incrementAndGet() <= max) {
            return true;
        }
        inProgress.decrementAndGet();
        return false;
    }

    /** Gives the place back. */
    public void leave() {
        inProgress.decrementAndGet();
    }

    /** Requests in progress now. */
    public int inProgress() {
        return inProgress.get();
    }

    /** When a refused caller should come back: 5 to 15 s, spread. */
    public Duration comeBack() {
        return Duration.ofMillis(dice.spread(RETRY.toMillis(), 0.5));
    }
}
