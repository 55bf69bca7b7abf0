package io.holdfast.fleet.link;

import java.time.Duration;
import java.util.Optional;

/** How a try or a link ended. */
sealed interface LinkEnd {

    /** When the server asked to be asked again. */
    default Optional<Duration> hint() {
        return Optional.empty();
    }

    /** Nobody listens there, or this machine has no port or file left. */
    record Unreachable(Throwable cause) implements LinkEnd {}

    /** No answer to the upgrade in time. */
    record TimedOut() implements LinkEnd {}

    /** The connection ended before the upgrade was answered. */
    record Broken() implements LinkEnd {}

    /** The upgrade was answered otherwise than with 101. */
    record Refused(int status, Optional<Duration> retryAfter) implements LinkEnd {
        @Override
        public Optional<Duration> hint() {
            return retryAfter;
        }
    }

    /** An open link ended; 1006 when without a close frame. */
    record Closed(int code, Optional<Duration> comeBackIn) implements LinkEnd {
        static final int WITHOUT_A_WORD = 1006;

        @Override
        public Optional<Duration> hint() {
            return comeBackIn;
        }
    }

    /** Nothing was heard for too long, not even an answer to a ping; the device hangs up. */
    record Silent() implements LinkEnd {}
}
