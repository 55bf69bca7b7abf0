package io.holdfast.exposure;

import io.holdfast.platform.dice.Dice;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a device URL: 80 random bits in 16 letters and digits of a host name. It says nothing of the device, cannot be guessed,
 * and is thrown away when somebody knows it who should not.
 */
public record Slug(String text) {
    private static final int BYTES = 10;
    private static final int BITS = 5;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final Pattern FORM = Pattern.compile("[a-z2-7]{16}");

    public Slug {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("a slug has 16 of a to z and 2 to 7");
        }
    }

    /** A new one; the dice must be {@link Dice#secure()}. */
    public static Slug random(Dice dice) {
        StringBuilder text = new StringBuilder();
        int held = 0;
        int bits = 0;
        for (byte next : dice.bytes(BYTES)) {
            held = held << Byte.SIZE | next & 0xff;
            for (bits += Byte.SIZE; bits >= BITS; bits -= BITS) {
                text.append(LETTERS.charAt(held >> bits - BITS & LETTERS.length() - 1));
            }
        }
        return new Slug(text.toString());
    }

    /** Reads one; empty when the text is anything else. */
    public static Optional<Slug> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new Slug(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
