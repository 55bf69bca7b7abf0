package io.holdfast.tenancy;

import io.holdfast.platform.http.Refusal;
import java.time.Duration;

/**
 * How often a link is pinged on which nothing else moves: a device that vanished is told of after this and 6 s more.
 *
 * @param seconds 5 to 300
 */
public record PingInterval(int seconds) {
    public static final int SECONDS_MIN = 5;
    public static final int SECONDS_MAX = 300;

    /** Mender's own; some 24 MB a device and month. */
    public static final PingInterval DEFAULT = new PingInterval(30);

    /** While somebody sits at a terminal: one who types into nothing knows within a quarter of a minute. */
    public static final PingInterval WATCHED = new PingInterval(9);

    public PingInterval {
        if (seconds < SECONDS_MIN || seconds > SECONDS_MAX) {
            throw new IllegalArgumentException("a ping interval is 5 to 300 s, not " + seconds);
        }
    }

    /** As a person chose it. Throws {@link io.holdfast.platform.http.RefusedException} with {@code tenant.ping-interval-invalid}. */
    public static PingInterval chosen(int seconds) {
        if (seconds < SECONDS_MIN || seconds > SECONDS_MAX) {
            throw Refusal.badRequest(
                            "tenant.ping-interval-invalid", "A ping interval is 5 s at least and 300 s at most.")
                    .exception();
        }
        return new PingInterval(seconds);
    }

    public Duration duration() {
        return Duration.ofSeconds(seconds);
    }

    /** The shorter of the two. */
    public PingInterval orShorter(PingInterval other) {
        return seconds <= other.seconds ? this : other;
    }
}
