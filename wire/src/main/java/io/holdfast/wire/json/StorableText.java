package io.holdfast.wire.json;

/** Decides which texts PostgreSQL can store: no U+0000 and no half of a surrogate pair. */
public final class StorableText {
    private static final char REPLACEMENT = '\uFFFD';

    private StorableText() {}

    /** Whether {@code text} can be stored as it is. */
    public static boolean storable(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (!pairAt(text, i)) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /**
     * Returns {@code text} unchanged.
     *
     * @throws MalformedInput {@code request.text-not-storable}
     */
    public static String require(String text) {
        if (!storable(text)) {
            throw new MalformedInput(
                    "request.text-not-storable", "a text contains the character U+0000 or half of a surrogate pair");
        }
        return text;
    }

    /** {@code text} with every character that cannot be stored replaced by U+FFFD; for logs, where losing one letter beats losing all. */
    public static String mend(String text) {
        if (storable(text)) {
            return text;
        }
        StringBuilder mended = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c) && pairAt(text, i)) {
                mended.append(c).append(text.charAt(++i));
            } else {
                mended.append(c == 0 || Character.isSurrogate(c) ? REPLACEMENT : c);
            }
        }
        return mended.toString();
    }

    private static boolean pairAt(CharSequence text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }
}
