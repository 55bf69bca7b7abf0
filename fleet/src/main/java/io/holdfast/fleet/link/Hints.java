package io.holdfast.fleet.link;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a server asks to be asked again. */
final class Hints {
    /** A day: whoever reads more misreads. */
    private static final long SECONDS_MAX = Duration.ofDays(1).toSeconds();

    private static final int RESTART = 1012;
    private static final int TRY_AGAIN_LATER = 1013;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private Hints() {}

    /** {@code Retry-After} in seconds; a date is not understood, as by most devices. */
    static Optional<Duration> retryAfter(String value) {
        return NUMBER.matcher(value).matches() ? seconds(value) : Optional.empty();
    }

    /** The first number in the reason of a close that announces a restart or overload, in seconds. */
    static Optional<Duration> closed(int code, String reason) {
        if (code != RESTART && code != TRY_AGAIN_LATER) {
            return Optional.empty();
        }
        Matcher number = NUMBER.matcher(reason);
        return number.find() ? seconds(number.group()) : Optional.empty();
    }

    private static Optional<Duration> seconds(String digits) {
        return Optional.of(Duration.ofSeconds(Math.min(SECONDS_MAX, Long.parseLong(digits))));
    }
}
