package io.holdfast.wire.token;

/** The one header form that is accepted: algorithm and order fixed, so there is nothing to negotiate and nothing to confuse. */
final class TokenHeader {
    static final String BEFORE_KEY_ID = "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"";
    static final String AFTER_KEY_ID = "\"}";

    static final int NO_KEY_ID = -1;

    private static final int MAX_DIGITS = 10;
    private static final int MAX_ENCODED = (BEFORE_KEY_ID.length() + MAX_DIGITS + AFTER_KEY_ID.length()) * 4 / 3 + 1;

    private TokenHeader() {}

    /** The key id in an encoded header, or {@link #NO_KEY_ID} for any other header; internal, on the busiest path. */
    static int keyId(byte[] token, int length) {
        if (length > MAX_ENCODED) {
            return NO_KEY_ID;
        }
        byte[] text = new byte[Base64Url.decodedLength(length)];
        if (!Base64Url.decode(token, 0, length, text)) {
            return NO_KEY_ID;
        }
        int digits = text.length - BEFORE_KEY_ID.length() - AFTER_KEY_ID.length();
        if (digits < 1 || digits > MAX_DIGITS || !at(text, 0, BEFORE_KEY_ID)) {
            return NO_KEY_ID;
        }
        if (!at(text, text.length - AFTER_KEY_ID.length(), AFTER_KEY_ID)) {
            return NO_KEY_ID;
        }
        return number(text, BEFORE_KEY_ID.length(), digits);
    }

    private static boolean at(byte[] text, int from, String expected) {
        for (int i = 0; i < expected.length(); i++) {
            if (text[from + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int number(byte[] text, int from, int digits) {
        long number = 0;
        for (int i = 0; i < digits; i++) {
            int digit = text[from + i] - '0';
            if (digit < 0 || digit > 9) {
                return NO_KEY_ID;
            }
            number = number * 10 + digit;
        }
        boolean leadingZero = digits > 1 && text[from] == '0';
        return leadingZero || number > Integer.MAX_VALUE ? NO_KEY_ID : (int) number;
    }
}
