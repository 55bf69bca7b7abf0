package io.holdfast.identity;

import java.time.Duration;

/** What became of a device's request to be let in. */
public sealed interface AuthOutcome {

    /** Let in with this token. */
    record Admitted(String token) implements AuthOutcome {
        @Override
        public String toString() {
            return "Admitted[‹redacted›]";
        }
    }

    /** Proven not to be let in, or not yet: 401. */
    record Refused(String code) implements AuthOutcome {}

    /** What it sent cannot be kept: 400. It says nothing of the device's standing, so it is no refusal. */
    record NotStorable(String code) implements AuthOutcome {}

    /** Our own trouble, or too much at once: 503 with the time to come back. */
    record ComeBack(String code, Duration after) implements AuthOutcome {}
}
