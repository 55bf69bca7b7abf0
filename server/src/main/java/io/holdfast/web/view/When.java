package io.holdfast.web.view;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * An instant for people: how long ago, and exactly when.
 *
 * @param human as one says it: {@code 5 min ago}
 * @param exact to the second, in UTC
 * @param iso for programs
 */
public record When(String human, String exact, String iso) {
    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    // Beyond a month people count in dates.
    private static final Duration DATES_AFTER = Duration.ofDays(30);

    public static When of(Instant at, Instant now) {
        return new When(
                human(at, now),
                EXACT.format(at),
                at.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private static String human(Instant at, Instant now) {
        Duration ago = Duration.between(at, now);
        if (ago.compareTo(DATES_AFTER) > 0) {
            return DAY.format(at);
        }
        if (ago.toSeconds() < 10) {
            return "just now"; // a clock that was set back shows the future so, too
        }
        if (ago.toMinutes() < 1) {
            return ago.toSeconds() + " s ago";
        }
        if (ago.toHours() < 1) {
            return ago.toMinutes() + " min ago";
        }
        if (ago.toDays() < 1) {
            return ago.toHours() + " h ago";
        }
        return ago.toDays() == 1 ? "yesterday" : ago.toDays() + " days ago";
    }
}
