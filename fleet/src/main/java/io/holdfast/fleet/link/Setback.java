package io.holdfast.fleet.link;

import java.time.Duration;
import java.util.Optional;

/**
 * What a link knows when it decides how long to wait before it tries again.
 *
 * @param failedTries tries that failed since it was last connected; 0 when it has just lost its connection
 * @param lastWait how long it waited before its last try; zero when it has just lost its connection
 * @param hint when the server asked it to come back: {@code Retry-After}, or the seconds in the reason of a close 1012 or 1013
 */
public record Setback(int failedTries, Duration lastWait, Optional<Duration> hint) {
    /** A connection was lost without a word. */
    public static Setback lost() {
        return new Setback(0, Duration.ZERO, Optional.empty());
    }

    /** One more try failed. */
    public Setback failedAfter(Duration wait) {
        return new Setback(failedTries + 1, wait, Optional.empty());
    }

    public Setback hinting(Duration comeBackIn) {
        return new Setback(failedTries, lastWait, Optional.of(comeBackIn));
    }
}
