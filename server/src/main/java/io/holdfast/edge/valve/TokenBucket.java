package io.holdfast.edge.valve;

import java.util.concurrent.atomic.AtomicLong;

/** Lets so many through a second, and a second's worth at once. From any thread, without a lock. */
final class TokenBucket {
    private static final long SECOND = 1_000_000_000L;

    private final long interval;
    private final AtomicLong nextFree;

    TokenBucket(int perSecond, long nowNanos) {
        interval = SECOND / perSecond;
        nextFree = new AtomicLong(nowNanos - SECOND);
    }

    boolean take(long nowNanos) {
        while (true) {
            long free = nextFree.get();
            long from = free - (nowNanos - SECOND) < 0 ? nowNanos - SECOND : free;
            if (from - nowNanos > -interval) {
                return false;
            }
            if (nextFree.compareAndSet(free, from + interval)) {
                return true;
            }
        }
    }
}
