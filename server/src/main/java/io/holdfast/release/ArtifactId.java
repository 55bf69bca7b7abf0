package io.holdfast.release;

import io.holdfast.platform.Uuids;
import java.util.Optional;
import java.util.UUID;

/** An uploaded artifact. */
public record ArtifactId(UUID value) {

    /** A new random identifier (version 4). */
    public static ArtifactId random() {
        return new ArtifactId(UUID.randomUUID());
    }

    /** Reads the canonical 36-character form; empty when the text is anything else. */
    public static Optional<ArtifactId> parse(String text) {
        return Uuids.parse(text).map(ArtifactId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
