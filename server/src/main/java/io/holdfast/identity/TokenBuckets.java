package io.holdfast.identity;

import io.holdfast.platform.clock.Clock;
import java.time.Duration;

/**
 * Token buckets by key in a table of fixed size: 16 bytes a bucket. A bucket that has had time to fill is as good as none; where there is
 * no room for another one, the fullest of eight is forgotten, and so given back less than any other one. Nobody is refused because the
 * table is full. Monotonic time. For one thread at a time.
 */
final class TokenBuckets {
    private static final int WAYS = 8;

    /**
     * How many tokens there are at most, and how long until one comes back.
     *
     * @param burst at least 1
     */
    record Allowance(int burst, Duration every) {}

    private final Clock clock;
    private final long originNanos;
    private final long everyNanos;
    private final long burstNanos;
    private final int sets;
    private final long[] keys;
    // When each bucket will be full again, since the origin: all that needs to be known of it.
    private final long[] fullAtNanos;

    /** @param size how many buckets, a power of two and at least 8 */
    TokenBuckets(Allowance allowance, int size, Clock clock) {
        if (size < WAYS || Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("a table of " + size + " buckets");
        }
        this.clock = clock;
        this.originNanos = clock.monotonicNanos();
        this.everyNanos = allowance.every().toNanos();
        this.burstNanos = allowance.burst() * everyNanos;
        this.sets = size / WAYS;
        this.keys = new long[size];
        this.fullAtNanos = new long[size];
    }

    /** Whether there is a token. */
    boolean has(long key) {
        int at = find(key);
        return at < 0 || fullAtNanos[at] - now() + everyNanos <= burstNanos;
    }

    /** Takes a token. Only after {@link #has}: a bucket owes nothing. */
    void take(long key) {
        int at = find(key);
        if (at < 0) {
            at = fullest(key);
            keys[at] = key;
            fullAtNanos[at] = 0;
        }
        fullAtNanos[at] = Math.max(fullAtNanos[at], now()) + everyNanos;
    }

    private long now() {
        return clock.monotonicNanos() - originNanos;
    }

    /** Where its bucket is; negative when it has none. */
    private int find(long key) {
        int first = first(key);
        for (int at = first; at < first + WAYS; at++) {
            if (keys[at] == key) {
                return at;
            }
        }
        return -1;
    }

    private int fullest(long key) {
        int first = first(key);
        int fullest = first;
        for (int at = first + 1; at < first + WAYS; at++) {
            if (fullAtNanos[at] < fullAtNanos[fullest]) {
                fullest = at;
            }
        }
        return fullest;
    }

    /** Keys are well mixed: see {@link StrangerGate}. */
    private int first(long key) {
        return (int) (key & (sets - 1)) * WAYS;
    }
}
