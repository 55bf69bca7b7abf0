package io.holdfast.access;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** When a session ends by itself. */
public sealed interface SessionEnd {

    /** Only when somebody ends it. */
    record Never() implements SessionEnd {}

    /** At this instant at the latest. */
    record At(Instant instant) implements SessionEnd {}

    static SessionEnd never() {
        return new Never();
    }

    static SessionEnd after(Duration span, Instant now) {
        return new At(now.plus(span));
    }

    /** Whether it is over. */
    default boolean passed(Instant now) {
        return switch (this) {
            case Never never -> false;
            case At at -> !now.isBefore(at.instant());
        };
    }

    /** Seconds since 1970, as a token carries it. */
    default OptionalLong epochSeconds() {
        return switch (this) {
            case Never never -> OptionalLong.empty();
            case At at -> OptionalLong.of(at.instant().getEpochSecond());
        };
    }
}
