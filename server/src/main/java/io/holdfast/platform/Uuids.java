package io.holdfast.platform;

import java.util.Optional;
import java.util.UUID;

/** Strict reading of UUIDs: {@link UUID#fromString} also takes shortened forms, which would give one id two spellings. */
public final class Uuids {
    private static final int LENGTH = 36;

    private Uuids() {}

    /** The UUID that the text spells in its canonical 36-character form; empty when it is anything else. */
    public static Optional<UUID> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notAUuid) {
            return Optional.empty();
        }
    }
}
