package io.holdfast.platform.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A text that opens something. Prints as {@code ‹redacted›}; {@link #reveal()} is the only way to the text. */
public final class SecretText {

    private final String text;

    private SecretText(String text) {
        this.text = text;
    }

    public static SecretText of(String text) {
        return new SecretText(text);
    }

    /** The text itself, for handing to the one thing it opens. */
    public String reveal() {
        return text;
    }

    /** Compares in a time that does not depend on where the two differ. */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(text.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretText secret && matches(secret.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "‹redacted›";
    }
}
