package io.holdfast.platform.metrics;

import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * How long things took, in buckets that grow by a fifth at a time from a microsecond to a minute: a quantile read from it is at most 19 %
 * above the truth. Counting is an increment, safe from any thread; fixed in size.
 */
public final class LatencyHistogram {
    /** Steps within a doubling: 2^(1/4) = 1.19. */
    private static final int STEPS = 4;

    private static final int DOUBLINGS = 26;
    private static final int BUCKETS = DOUBLINGS * STEPS + 1;
    private static final double MICROSECOND = 1_000;
    private static final double FIRST_STEP = Math.pow(2, 0.25);
    private static final double SECOND_STEP = Math.pow(2, 0.5);
    private static final double THIRD_STEP = Math.pow(2, 0.75);

    private final LongAdder[] buckets =
            IntStream.range(0, BUCKETS).mapToObj(i -> new LongAdder()).toArray(LongAdder[]::new);

    /** Counts one. Negative is as zero. */
    public void record(long nanos) {
        buckets[bucket(nanos)].increment();
    }

    /** The counts so far, by bucket; for {@link #quantile}. */
    public long[] counts() {
        return IntStream.range(0, BUCKETS).mapToLong(i -> buckets[i].sum()).toArray();
    }

    /**
     * The upper bound, in nanoseconds, below which a share of what was counted between two readings lies; 0 when nothing was.
     *
     * @param share above 0, at most 1
     */
    public static double quantile(long[] earlier, long[] later, double share) {
        long total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            total += later[i] - earlier[i];
        }
        if (total == 0) {
            return 0;
        }
        long wanted = (long) Math.ceil(total * share);
        long seen = 0;
        int at = 0;
        while (at < BUCKETS - 1) {
            seen += later[at] - earlier[at];
            if (seen >= wanted) {
                break;
            }
            at++;
        }
        return MICROSECOND * Math.pow(2, (double) at / STEPS);
    }

    private static int bucket(long nanos) {
        if (nanos <= MICROSECOND) {
            return 0;
        }
        // Without a logarithm, for it is on every request's path: the doubling is the highest bit.
        long micros256 = (nanos << 8) / 1_000; // 8 bits below the point, so that 1 to 2 µs has its steps too
        int doubling = 63 - Long.numberOfLeadingZeros(micros256) - 8;
        double within = micros256 / (double) (256L << doubling);
        int step = within > SECOND_STEP ? within > THIRD_STEP ? 4 : 3 : within > FIRST_STEP ? 2 : within > 1 ? 1 : 0;
        return Math.min(BUCKETS - 1, doubling * STEPS + step);
    }
}
