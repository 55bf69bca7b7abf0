package io.holdfast.access;

import io.holdfast.platform.secrets.SecretText;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/** A password as typed, in one Unicode form. Prints as {@code ‹redacted›}. */
public record Password(SecretText text) {
    // Without a second factor length is what protects; twelve random letters outlast an offline attack on Argon2id.
    public static final int LENGTH_MIN = 12;
    // A passphrase is never this long; hashing what an attacker sends would cost.
    public static final int BYTES_MAX = 1024;

    /** What a text would be as a new password. */
    public sealed interface Judged {
        /** It may be used. */
        record Good(Password password) implements Judged {}

        /** Too easily guessed, or impossible; the sentence tells the person what to choose instead. */
        record Refused(String code, String sentence) implements Judged {}
    }

    /** Judges a text that a person chose as a new password for this address. */
    public static Judged chosen(String text, Email owner) {
        String normal = normal(text);
        if (normal.codePointCount(0, normal.length()) < LENGTH_MIN) {
            return new Judged.Refused(
                    "password.too-short",
                    "The password must have at least " + LENGTH_MIN + " characters; a sentence is easy to remember.");
        }
        if (normal.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            return new Judged.Refused("password.too-long", "The password must have at most " + BYTES_MAX + " bytes.");
        }
        if (normal.codePoints().distinct().count() < 4
                || normal.toLowerCase(Locale.ROOT).contains(owner.value())) {
            return new Judged.Refused(
                    "password.too-simple",
                    "The password repeats a few characters or your address. Choose another one.");
        }
        return new Judged.Good(new Password(SecretText.of(normal)));
    }

    /** A text that somebody typed to sign in; anything at all, cut where no password can be that long. */
    public static Password typed(String text) {
        String bounded = text.length() > BYTES_MAX ? text.substring(0, BYTES_MAX) : text;
        return new Password(SecretText.of(normal(bounded)));
    }

    private static String normal(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    byte[] bytes() {
        return text.reveal().getBytes(StandardCharsets.UTF_8);
    }
}
