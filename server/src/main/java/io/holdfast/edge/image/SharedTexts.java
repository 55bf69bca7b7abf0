package io.holdfast.edge.image;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Holds each text once, however many use it, and all of them within a bound. Used by one thread. */
final class SharedTexts {
    /** String, its array, entry and counter. */
    private static final int OVERHEAD = 140;

    private final Map<String, Shared> texts = new HashMap<>();
    private final long bytesMax;
    private long bytes;

    private static final class Shared {
        final String text;
        int users;

        Shared(String text) {
            this.text = text;
        }
    }

    SharedTexts(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** The text for one more user; empty when there is no room for another text. */
    Optional<String> take(String text) {
        Shared shared = texts.get(text);
        if (shared == null) {
            if (bytes + cost(text) > bytesMax) {
                return Optional.empty();
            }
            bytes += cost(text);
            shared = new Shared(text);
            texts.put(text, shared);
        }
        shared.users++;
        return Optional.of(shared.text);
    }

    /** One user less. */
    void release(String text) {
        Shared shared = texts.get(text);
        if (shared != null && --shared.users == 0) {
            texts.remove(text);
            bytes -= cost(text);
        }
    }

    /** What all take, roughly. */
    long bytes() {
        return bytes;
    }

    // Two bytes a character where one is beyond Latin-1; the bound is for the worst.
    private static long cost(String text) {
        return OVERHEAD + 2L * text.length();
    }
}
