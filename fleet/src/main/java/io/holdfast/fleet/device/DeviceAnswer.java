package io.holdfast.fleet.device;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** What became of a request. */
public sealed interface DeviceAnswer {
    /** Time from sending to the last byte, or to giving up. */
    Duration took();

    /**
     * A complete answer.
     *
     * @param body its first 64 KiB at most
     * @param bodyBytes how long the body was
     */
    record Answered(int status, Optional<String> retryAfter, byte[] body, long bodyBytes, Duration took)
            implements DeviceAnswer {
        /** Above every JSON answer a device gets; downloads are counted, not kept. */
        static final int MAX_KEPT_BYTES = 64 * 1024;

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * No complete answer: refused connection, broken connection, or out of patience.
     *
     * @param bodyBytes what had arrived of a body
     */
    record Unanswered(String reason, long bodyBytes, Duration took) implements DeviceAnswer {}

    /** Whether this is an answer with that status. */
    default boolean hasStatus(int status) {
        return this instanceof Answered answered && answered.status() == status;
    }
}
