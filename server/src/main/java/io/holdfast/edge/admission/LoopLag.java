package io.holdfast.edge.admission;

import io.holdfast.platform.clock.Clock;
import java.time.Duration;

/**
 * How late things run on one event loop, over the last second: what queues there waits as long. A probe that asks to be run every
 * {@link #PROBE_EVERY} and says when it was is all it knows. Fed by the loop, read by any thread.
 */
public final class LoopLag {
    /** Fifty probes a second cost a loop a ten-thousandth of its time, and one in twenty of them late by 400 ms is overload. */
    public static final Duration PROBE_EVERY = Duration.ofMillis(20);

    private static final int SLOTS = 10;
    private static final long SLOT_NANOS = Duration.ofSeconds(1).toNanos() / SLOTS;

    private final Clock clock;
    private final long[] sums = new long[SLOTS];
    private final int[] counts = new int[SLOTS];
    private final long[] numbers = new long[SLOTS];
    private final long born;
    private long due;

    public LoopLag(Clock clock) {
        this.clock = clock;
        this.born = clock.monotonicNanos();
        this.due = born + PROBE_EVERY.toNanos();
    }

    /** The probe that was due has run; the next one is due after {@link #PROBE_EVERY}. */
    public synchronized void ran() {
        long now = clock.monotonicNanos();
        long number = (now - born) / SLOT_NANOS;
        int slot = (int) (number % SLOTS);
        if (numbers[slot] != number) {
            numbers[slot] = number;
            sums[slot] = 0;
            counts[slot] = 0;
        }
        sums[slot] += Math.max(0, now - due);
        counts[slot]++;
        due = now + PROBE_EVERY.toNanos();
    }

    /** How late probes were in the mean over the last second, in nanoseconds; one that is late by now and has not run is among them. */
    public synchronized long meanNanos() {
        long now = clock.monotonicNanos();
        long oldest = (now - born) / SLOT_NANOS - SLOTS;
        long sum = 0;
        long count = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            if (numbers[slot] > oldest) {
                sum += sums[slot];
                count += counts[slot];
            }
        }
        long outstanding = now - due;
        if (outstanding > 0) {
            sum += outstanding;
            count++;
        }
        return count == 0 ? 0 : sum / count;
    }
}
