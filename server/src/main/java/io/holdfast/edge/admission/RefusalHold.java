package io.holdfast.edge.admission;

import io.holdfast.platform.dice.Dice;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The places of refusals that are answered a little later. A client that asks again the moment it is refused so asks twice a second and
 * connection, and not some thousand times; one that heeds its time loses nothing. Beyond the places refusals are answered at once. It keeps
 * nothing of who is held. Safe for any thread.
 */
public final class RefusalHold {
    /** A request that waits holds about 4 KB: 16 MB, and a fifth of the places of requests in progress. */
    static final int PLACES = 4_096;

    /** Spread over 250 ms to 1 s: less than clients wait, the shortest of which give up after 5 s, and never all at the same time. */
    private static final Duration HOLD = Duration.ofMillis(625);

    private static final double HOLD_SPREAD = 0.6;

    private final Dice dice;
    private final int places;
    private final Duration middle;
    private final AtomicInteger held = new AtomicInteger();
    private final LongAdder heldEver = new LongAdder();
    private final LongAdder withoutPlace = new LongAdder();

    public RefusalHold(Dice dice) {
        this(dice, PLACES, HOLD);
    }

    /**
     * @param places how many refusals are held back at once; 0 for none
     * @param middle how long; spread by three fifths either way
     */
    public RefusalHold(Dice dice, int places, Duration middle) {
        this.dice = dice;
        this.places = places;
        this.middle = middle;
    }

    /** Holds nothing back. */
    public static RefusalHold none() {
        return new RefusalHold(Dice.seeded(0), 0, HOLD);
    }

    /** Takes a place; false when there is none. Each true is followed by exactly one {@link #leave}. */
    public boolean enter() {
        if (held.incrementAndGet() <= places) {
            heldEver.increment();
            return true;
        }
        held.decrementAndGet();
        withoutPlace.increment();
        return false;
    }

    /** Gives the place back. */
    public void leave() {
        held.decrementAndGet();
    }

    /** How long one refusal is held back. */
    public Duration time() {
        return Duration.ofMillis(dice.spread(middle.toMillis(), HOLD_SPREAD));
    }

    /** Refusals held back now. */
    public int held() {
        return held.get();
    }

    /** Refusals held back since the start. */
    public long heldEver() {
        return heldEver.sum();
    }

    /** Refusals answered at once since the start, because there was no place. */
    public long withoutPlace() {
        return withoutPlace.sum();
    }
}
