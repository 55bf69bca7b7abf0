package io.holdfast.gateway.history;

import java.util.List;
import java.util.Optional;

/**
 * How a session went.
 *
 * @param cause why it ended, as {@code io.holdfast.gateway.session.SessionEnd.Cause} labels it
 * @param targets of forwarded connections, as {@code tcp localhost:80}; at most {@link #TARGETS_MAX}
 */
public record SessionOutcome(
        String cause, long bytesToDevice, long bytesFromDevice, List<String> targets, Optional<Recorded> recording) {
    /** A browser goes to a few; a port scan is what the first ones tell. */
    public static final int TARGETS_MAX = 16;

    public SessionOutcome {
        targets = List.copyOf(targets);
    }
}
