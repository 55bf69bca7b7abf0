package io.holdfast.operator.figure;

import java.time.Duration;

/**
 * What was last read of a figure.
 *
 * @param age since it was read
 */
public record Reading(Figure figure, double value, Duration age) {
    /** Older, and nobody may take it for the present: a fix chosen by a figure of before is a wrong fix. */
    public static final Duration STALE_AFTER = Duration.ofSeconds(30);

    /** Whether it is too old to be believed. */
    public boolean stale() {
        return age.compareTo(STALE_AFTER) > 0;
    }
}
