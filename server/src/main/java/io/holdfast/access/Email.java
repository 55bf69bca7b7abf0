package io.holdfast.access;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A person's e-mail address, in lower case: one address has one spelling. */
public record Email(String value) {
    // 64 + 1 + 255, RFC 5321 section 4.5.3.1; the database has the same bound.
    private static final int LENGTH_MAX = 320;
    // Judged loosely: only the mailbox's own server knows what it takes. ASCII only, as Mender's API says.
    private static final Pattern FORM =
            Pattern.compile("[!-~&&[^@<>()\\[\\],;:\"\\\\]]{1,64}@[a-z0-9][a-z0-9.-]{0,253}[a-z0-9]");

    public Email {
        if (!FORM.matcher(value).matches() || value.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("not an e-mail address in lower case");
        }
    }

    /** Reads what a person typed; empty when it cannot be an address. */
    public static Optional<Email> parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        return lower.length() <= LENGTH_MAX && FORM.matcher(lower).matches()
                ? Optional.of(new Email(lower))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
