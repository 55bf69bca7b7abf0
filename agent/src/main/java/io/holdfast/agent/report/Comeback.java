package io.holdfast.agent.report;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a server says that a device should come back: in a header, or in the reason with which it ends a link. */
public final class Comeback {
    /** Nobody is sent away for longer; a longer time is taken for this one. */
    static final Duration MAX = Duration.ofHours(1);

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    private static final Pattern REASON = Pattern.compile("retry after (\\d{1,9}) s");

    private Comeback() {}

    /** {@code Retry-After} in seconds; a date is of no use to a device whose clock may be wrong. */
    public static Optional<Duration> of(HttpHeaders headers) {
        return headers.firstValue("Retry-After")
                .map(String::strip)
                .filter(text -> SECONDS.matcher(text).matches())
                .map(Comeback::seconds);
    }

    /** The time in the reason of a close frame, as in {@code restart; retry after 7 s}. */
    public static Optional<Duration> of(String closeReason) {
        Matcher matcher = REASON.matcher(closeReason);
        return matcher.find() ? Optional.of(seconds(matcher.group(1))) : Optional.empty();
    }

    private static Duration seconds(String digits) {
        Duration asked = Duration.ofSeconds(Long.parseLong(digits));
        return asked.compareTo(MAX) > 0 ? MAX : asked;
    }

    /** What broke, for a person. What the JDK says of a header that it does not take quotes the header, and there the token is. */
    public static String words(Throwable failed) {
        String message = failed instanceof IllegalArgumentException ? null : failed.getMessage();
        return failed.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
