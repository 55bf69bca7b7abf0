package io.holdfast.release;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names one stored blob. Made by the server, never from what a client sent, so it is always a safe file name. */
public record BlobKey(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    public BlobKey {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a blob key");
        }
    }

    public static BlobKey random() {
        UUID id = UUID.randomUUID();
        return new BlobKey(String.format("%016x%016x", id.getMostSignificantBits(), id.getLeastSignificantBits()));
    }

    /** The key that the text spells; empty when it spells none. */
    public static Optional<BlobKey> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new BlobKey(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
