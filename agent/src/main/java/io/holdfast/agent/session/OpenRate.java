package io.holdfast.agent.session;

import java.util.function.LongSupplier;

/** How many streams may be asked for in a time: a burst for a page and its resources, then a steady rate. */
final class OpenRate {
    private static final int BURST = 256;
    private static final long NANOS_EACH = 5_000_000; // 200 a second

    private final LongSupplier nanos;
    private long paidUntil;

    OpenRate(LongSupplier nanos) {
        this.nanos = nanos;
        this.paidUntil = nanos.getAsLong() - BURST * NANOS_EACH;
    }

    /** Whether one more may be opened now. */
    boolean admits() {
        long now = nanos.getAsLong();
        paidUntil = Math.max(paidUntil, now - BURST * NANOS_EACH);
        if (paidUntil + NANOS_EACH > now) {
            return false;
        }
        paidUntil += NANOS_EACH;
        return true;
    }
}
