package io.holdfast.postgres;

import java.security.SecureRandom;
import java.util.HexFormat;

/** The superuser's password. It prints as ‹redacted›. */
record Password(String value) {
    private static final int BYTES = 24; // 192 random bits: beyond guessing, and short enough for one line

    static Password random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Password(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return "‹redacted›";
    }
}
