package io.holdfast.identity;

import io.holdfast.platform.clock.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Expiry alone is soft: a token past its time is honoured while the device's record is good, and is sent to authenticate again
 * at a pace, so that a fleet whose tokens were minted in one hour does not come back in one hour.
 */
public final class ExpiryPacer {
    /** Re-authentications a second that expiry may cause on a node; one costs a signature check of 0.1 to 2 ms. */
    static final int PER_SECOND = 100;

    private static final long SPACING_NANOS = 1_000_000_000L / PER_SECOND;

    private final Clock clock;
    private final AtomicLong nextFree;

    ExpiryPacer(Clock clock) {
        this.clock = clock;
        this.nextFree = new AtomicLong(clock.monotonicNanos());
    }

    /** Whether one more expired token may be refused now. */
    boolean mayExpire() {
        long now = clock.monotonicNanos();
        long free = nextFree.get();
        return now - free >= 0 && nextFree.compareAndSet(free, Math.max(free, now - SPACING_NANOS) + SPACING_NANOS);
    }
}
