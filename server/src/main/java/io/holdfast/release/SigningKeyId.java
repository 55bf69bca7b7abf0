package io.holdfast.release;

import io.holdfast.platform.Uuids;
import java.util.Optional;
import java.util.UUID;

/** A public key that a tenant verifies its artifacts with. */
public record SigningKeyId(UUID value) {

    public static SigningKeyId random() {
        return new SigningKeyId(UUID.randomUUID());
    }

    /** Reads the canonical 36-character form; empty when the text is anything else. */
    public static Optional<SigningKeyId> parse(String text) {
        return Uuids.parse(text).map(SigningKeyId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
