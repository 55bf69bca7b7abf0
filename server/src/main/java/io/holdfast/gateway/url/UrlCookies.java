package io.holdfast.gateway.url;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The cookie by which a visitor shows his pass, and what becomes of the others. */
final class UrlCookies {
    /** The prefix makes browsers insist on HTTPS, on this host alone and on every path. */
    static final String NAME = "__Host-holdfast-url";

    private static final String BOUND_TO_HERE = "; Path=/; Secure; HttpOnly; SameSite=Lax";

    private UrlCookies() {}

    static String set(String pass, Duration span) {
        return NAME + "=" + pass + BOUND_TO_HERE + "; Max-Age=" + Math.max(1, span.toSeconds());
    }

    /** The pass among the cookies of a request. */
    static Optional<String> pass(List<String> headers) {
        return pairs(headers).stream()
                .filter(pair -> isOurs(name(pair)))
                .map(pair -> pair.substring(pair.indexOf('=') + 1))
                .findFirst();
    }

    /** The request's cookies without ours; empty when nothing is left. */
    static Optional<String> forDevice(List<String> headers) {
        String rest = String.join(
                "; ",
                pairs(headers).stream().filter(pair -> !isOurs(name(pair))).toList());
        return rest.isEmpty() ? Optional.empty() : Optional.of(rest);
    }

    private static List<String> pairs(List<String> headers) {
        List<String> pairs = new ArrayList<>();
        for (String header : headers) {
            for (String pair : header.split(";", -1)) {
                if (!pair.isBlank()) {
                    pairs.add(pair.strip());
                }
            }
        }
        return pairs;
    }

    private static String name(String pair) {
        int end = pair.indexOf('=');
        return (end < 0 ? pair : pair.substring(0, end)).strip();
    }

    private static boolean isOurs(String name) {
        return name.equalsIgnoreCase(NAME);
    }

    /**
     * A device's {@code Set-Cookie} as the visitor may have it: for this host alone, whatever domain the device names, because every
     * device has the parent domain in common. Empty when it would be ours.
     */
    static Optional<String> fromDevice(String header) {
        String[] parts = header.split(";", -1);
        if (isOurs(name(parts[0]))) {
            return Optional.empty();
        }
        List<String> kept = new ArrayList<>();
        for (String part : parts) {
            if (!name(part).toLowerCase(Locale.ROOT).equals("domain")) {
                kept.add(part);
            }
        }
        return Optional.of(String.join(";", kept));
    }
}
