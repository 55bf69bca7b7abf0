package io.holdfast.wire.token;

import java.util.Arrays;

/**
 * Base64url without padding, decoded strictly: one text for each sequence of bytes. The platform's decoder ignores the unused
 * bits of the last letter, which would give every signature several spellings.
 */
final class Base64Url {
    private static final byte[] VALUES = new byte[256];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < letters.length(); i++) {
            VALUES[letters.charAt(i)] = (byte) i;
        }
    }

    private Base64Url() {}

    /** The bytes that {@code letters} letters hold; of an impossible length rounded down, and {@link #decode} refuses it. */
    static int decodedLength(int letters) {
        return (int) (letters * 3L / 4);
    }

    /** Fills {@code target}, which has {@link #decodedLength} bytes, and tells whether the text was canonical. */
    static boolean decode(byte[] text, int from, int letters, byte[] target) {
        if ((letters & 3) == 1) {
            return false;
        }
        int at = 0;
        int whole = letters & ~3;
        int bad = 0;
        for (int i = from; i < from + whole; i += 4) {
            int bits = VALUES[text[i] & 255] << 18
                    | VALUES[text[i + 1] & 255] << 12
                    | VALUES[text[i + 2] & 255] << 6
                    | VALUES[text[i + 3] & 255];
            bad |= bits;
            target[at++] = (byte) (bits >> 16);
            target[at++] = (byte) (bits >> 8);
            target[at++] = (byte) bits;
        }
        return bad >= 0 && decodeRest(text, from + whole, letters & 3, target, at);
    }

    private static boolean decodeRest(byte[] text, int from, int rest, byte[] target, int at) {
        if (rest == 0) {
            return true;
        }
        int bits = VALUES[text[from] & 255] << 12 | VALUES[text[from + 1] & 255] << 6;
        if (rest == 3) {
            bits |= VALUES[text[from + 2] & 255];
            target[at + 1] = (byte) (bits >> 2);
        }
        target[at] = (byte) (bits >> 10);
        int unused = rest == 3 ? 0b11 : 0b11_1111_1111;
        return bits >= 0 && (bits & unused) == 0;
    }
}
