package io.holdfast.access;

import io.holdfast.platform.Uuids;
import java.util.Optional;
import java.util.UUID;

/** A person's account. */
public record UserId(UUID value) {

    /** A new random identifier (version 4). */
    public static UserId random() {
        return new UserId(UUID.randomUUID());
    }

    /** Reads the canonical 36-character form; empty when the text is anything else. */
    public static Optional<UserId> parse(String text) {
        return Uuids.parse(text).map(UserId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
