package io.holdfast.edge.intake;

import io.holdfast.report.ReportId;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers reports. The high 24 bits are the number of the boot, the low 39 count: no number comes back after a restart, though
 * none is written down.
 */
public final class ReportNumbers {
    private static final int COUNT_BITS = 39;
    private static final long BOOTS = 1L << 24;

    private final UUID node;
    private final AtomicLong last;

    /**
     * @param node random, and new wherever the data directory is not kept
     * @param boot larger at each start of the node, at least 0, below 2^24
     */
    public ReportNumbers(UUID node, long boot) {
        if (boot < 0 || boot >= BOOTS) {
            throw new IllegalArgumentException("a boot number has 24 bits: " + boot);
        }
        this.node = node;
        this.last = new AtomicLong(boot << COUNT_BITS);
    }

    /** The boot in which a number was given. */
    public static long bootOf(long number) {
        return number >>> COUNT_BITS;
    }

    ReportId next() {
        return new ReportId(node, last.incrementAndGet());
    }
}
