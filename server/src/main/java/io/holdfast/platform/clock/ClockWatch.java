package io.holdfast.platform.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the machine's date may be believed: it is held against the database's every few seconds, and against the monotonic clock
 * whenever somebody asks. While it may not, nothing expires, and {@link #now} gives the time carried on from the last agreement.
 * Safe from any thread; {@link #compare} is called by one.
 */
public final class ClockWatch {
    /** Two machines without NTP drift apart by seconds a day; a leap, a zone mistaken for UTC or a dead battery is more. */
    static final Duration TOLERANCE = Duration.ofMinutes(1);

    /** When both clocks leapt alike, as on one machine they do, nothing tells a correction from a mistake: people get an hour. */
    static final Duration QUIET = Duration.ofHours(1);

    private final Clock clock;
    private volatile State state;

    /**
     * @param wall a wall clock that was right at {@code nanos} of the monotonic one, as far as it is known
     * @param offBy how far the machine's clock was from the database's when they last disagreed
     * @param quietUntil the end of the hour after both leapt
     */
    private record State(Instant wall, long nanos, Optional<Duration> offBy, Optional<Long> quietUntil) {
        Instant carriedTo(long now) {
            return wall.plusNanos(now - nanos);
        }
    }

    /** Believes the clock until it is compared or leaps. */
    public ClockWatch(Clock clock) {
        this.clock = clock;
        this.state = new State(clock.now(), clock.monotonicNanos(), Optional.empty(), Optional.empty());
    }

    /** The database's clock said this, at some moment since the given one of the monotonic clock. */
    public void compare(Instant database, long askedNanos) {
        long nanos = clock.monotonicNanos();
        Duration took = Duration.ofNanos(nanos - askedNanos);
        Duration offBy = Duration.between(database, clock.now());
        if (offBy.abs().compareTo(TOLERANCE.plus(took)) > 0) {
            state = new State(database, nanos, Optional.of(offBy), state.quietUntil());
            return;
        }
        Optional<Long> quiet = leapt(nanos) ? Optional.of(nanos + QUIET.toNanos()) : state.quietUntil();
        state = new State(clock.now(), nanos, Optional.empty(), quiet.filter(until -> until - nanos > 0));
    }

    private boolean leapt(long nanos) {
        return Duration.between(state.carriedTo(nanos), clock.now()).abs().compareTo(TOLERANCE) > 0;
    }

    /** Whether the date may be believed now. */
    public boolean agrees() {
        return disagreement().isEmpty();
    }

    /** What is wrong with the date; empty when nothing is. */
    public Optional<String> disagreement() {
        State now = state;
        long nanos = clock.monotonicNanos();
        if (now.offBy().isPresent()) {
            return Optional.of("this machine's clock is off the database's by "
                    + now.offBy().get());
        }
        if (leapt(nanos)) {
            return Optional.of("this machine's clock leapt by " + Duration.between(now.carriedTo(nanos), clock.now()));
        }
        return now.quietUntil()
                .filter(until -> until - nanos > 0)
                .map(until -> "this machine's clock and the database's leapt together within the last hour");
    }

    /** The best known time: the machine's, or while that may not be believed, the last believed one carried on. */
    public Instant now() {
        State now = state;
        long nanos = clock.monotonicNanos();
        return now.offBy().isPresent() || leapt(nanos) ? now.carriedTo(nanos) : clock.now();
    }
}
