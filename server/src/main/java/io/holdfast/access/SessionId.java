package io.holdfast.access;

import io.holdfast.platform.Uuids;
import java.util.Optional;
import java.util.UUID;

/** A signed-in session or a personal access token. */
public record SessionId(UUID value) {

    /** A new random identifier (version 4). */
    public static SessionId random() {
        return new SessionId(UUID.randomUUID());
    }

    /** Reads the canonical 36-character form; empty when the text is anything else. */
    public static Optional<SessionId> parse(String text) {
        return Uuids.parse(text).map(SessionId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
