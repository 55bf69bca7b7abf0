package io.holdfast.valve;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/**
 * A valve. It ends by itself: one that somebody forgot holds nobody back for ever.
 *
 * @param reason why, for whoever finds it later
 * @param setBy who, as the operator's call said
 */
public record Valve(
        ValveId id, ValveMatch match, ValveEffect effect, String reason, String setBy, Instant setAt, Instant expires) {
    /** Where nothing is said. */
    public static final Duration LASTS = Duration.ofHours(1);

    /** Who needs it longer has a release to withdraw. */
    public static final Duration LASTS_MAX = Duration.ofDays(7);

    public static final int REASON_CHARS_MAX = 500;
    public static final int SET_BY_CHARS_MAX = 200;

    /** In force at once in a cell or on a node: each is looked at for each cohort when any changes. */
    public static final int VALVES_MAX = 200;

    /** The one that holds for a device comes first. */
    public static final Comparator<Valve> FIRST_HOLDS = Comparator.comparing(
                    Valve::match, ValveMatch.MOST_TELLING_FIRST)
            .thenComparing(valve -> -valve.effect().strictness())
            .thenComparing(valve -> valve.id().value());

    /** Whether it is over. */
    public boolean expiredAt(Instant moment) {
        return !moment.isBefore(expires);
    }
}
