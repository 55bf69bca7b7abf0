package io.holdfast.exposure;

import io.holdfast.platform.Uuids;
import java.util.Optional;
import java.util.UUID;

/** A device URL, whatever it is called at the moment. */
public record UrlId(UUID value) {

    /** A new random identifier (version 4). */
    public static UrlId random() {
        return new UrlId(UUID.randomUUID());
    }

    /** Reads the canonical 36-character form; empty when the text is anything else. */
    public static Optional<UrlId> parse(String text) {
        return Uuids.parse(text).map(UrlId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
