package io.holdfast.agent.link;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When to try again: decorrelated jitter, at random between {@link #SHORTEST} and three times the wait before, at most {@link #LONGEST};
 * or the time that the server named, exactly, because it has counted who comes when.
 */
public final class ReconnectPolicy {
    public static final Duration SHORTEST = Duration.ofSeconds(5);
    public static final Duration LONGEST = Duration.ofSeconds(300);

    private final RandomGenerator dice;
    private Duration last = SHORTEST;

    public ReconnectPolicy(RandomGenerator dice) {
        this.dice = dice;
    }

    /** The wait before the next try. */
    public Duration next(Optional<Duration> named) {
        if (named.isPresent()) {
            return named.get();
        }
        long most = Math.min(LONGEST.toMillis(), 3 * last.toMillis());
        last = Duration.ofMillis(dice.nextLong(SHORTEST.toMillis(), most + 1));
        return last;
    }

    /** It went well: the next failure is a first one. */
    public void succeeded() {
        last = SHORTEST;
    }
}
