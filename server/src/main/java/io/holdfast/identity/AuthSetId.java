package io.holdfast.identity;

import io.holdfast.platform.Uuids;
import java.util.Optional;
import java.util.UUID;

/** One (device, public key) pair that asked to be let in. */
public record AuthSetId(UUID value) {

    /** A new random identifier (version 4). */
    public static AuthSetId random() {
        return new AuthSetId(UUID.randomUUID());
    }

    /** Reads the canonical 36-character form; empty when the text is anything else. */
    public static Optional<AuthSetId> parse(String text) {
        return Uuids.parse(text).map(AuthSetId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
