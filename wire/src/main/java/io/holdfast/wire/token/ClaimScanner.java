package io.holdfast.wire.token;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Reads a payload whose every byte we once wrote: constant text, ids and numbers in a fixed order. Not a JSON reader; anything
 * else is {@link #failed}. After a failure it stays failed and its answers mean nothing.
 */
final class ClaimScanner {
    private static final int UUID_LETTERS = 36;
    private static final byte[] HEX = new byte[256];

    static {
        Arrays.fill(HEX, (byte) -1);
        for (int i = 0; i < 16; i++) {
            HEX["0123456789abcdef".charAt(i)] = (byte) i;
        }
    }

    private final byte[] text;
    private int at;
    private boolean failed;

    ClaimScanner(byte[] text) {
        this.text = text;
    }

    static byte[] constant(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Passes over {@code expected}. */
    void expect(byte[] expected) {
        int end = at + expected.length;
        if (end > text.length || !Arrays.equals(text, at, end, expected, 0, expected.length)) {
            failed = true;
        } else {
            at = end;
        }
    }

    /** Passes over {@code expected} if it is next, and tells whether it was. */
    boolean accept(byte[] expected) {
        int end = at + expected.length;
        if (end > text.length || !Arrays.equals(text, at, end, expected, 0, expected.length)) {
            return false;
        }
        at = end;
        return true;
    }

    /** A UUID in lower case. */
    UUID uuid() {
        if (failed || at + UUID_LETTERS > text.length) {
            failed = true;
            return new UUID(0, 0);
        }
        long high = hex(at, 8) << 32 | hex(at + 9, 4) << 16 | hex(at + 14, 4);
        long low = hex(at + 19, 4) << 48 | hex(at + 24, 12);
        failed |= text[at + 8] != '-' || text[at + 13] != '-' || text[at + 18] != '-' || text[at + 23] != '-';
        at += UUID_LETTERS;
        return new UUID(high, low);
    }

    /** A number of 1 to 18 digits, not negative. */
    long number() {
        int start = at;
        long number = 0;
        while (at < text.length && at - start < 18 && text[at] >= '0' && text[at] <= '9') {
            number = number * 10 + (text[at++] - '0');
        }
        failed |= at == start;
        return number;
    }

    /** Whether everything was as expected and nothing is left. */
    boolean complete() {
        return !failed && at == text.length;
    }

    private long hex(int from, int digits) {
        long value = 0;
        int bad = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = HEX[text[i] & 255];
            bad |= digit;
            value = value << 4 | digit;
        }
        failed |= bad < 0;
        return value;
    }
}
