package io.holdfast.edge.admission;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/** Tells from the event loops' lag and the heap how a node bears its load. Looked at by one thread, read by any. */
public final class StrainGauge {
    /** WeChat's mark for a queue of which nothing is lost yet; a poll in peace is answered in under one millisecond. */
    static final Duration OVERLOADED_ABOVE = Duration.ofMillis(20);

    /** People notice, and a device's answers take ten times what its network takes. */
    static final Duration HARD_ABOVE = Duration.ofMillis(100);

    /** What stays after a collection: the image takes a half at most, and above this the collector takes the processor. */
    static final double HEAP_HARD_ABOVE = 0.75;

    private final List<LoopLag> loops = new CopyOnWriteArrayList<>();
    private final DoubleSupplier heapAfterCollection;
    private volatile Strain strain = Strain.NONE;
    private volatile long lagNanos;

    /** @param heapAfterCollection what was in use after the last collection, as a share of the most there may be */
    public StrainGauge(DoubleSupplier heapAfterCollection) {
        this.heapAfterCollection = heapAfterCollection;
    }

    /** Looks at one more event loop from now on. */
    public void watch(LoopLag loop) {
        loops.add(loop);
    }

    /** Looks again. */
    public Strain look() {
        long worst = 0;
        for (LoopLag loop : loops) {
            worst = Math.max(worst, loop.meanNanos());
        }
        lagNanos = worst;
        strain = judge(worst, heapAfterCollection.getAsDouble());
        return strain;
    }

    private static Strain judge(long lagNanos, double heap) {
        if (lagNanos > HARD_ABOVE.toNanos() || heap > HEAP_HARD_ABOVE) {
            return Strain.HARD;
        }
        return lagNanos > OVERLOADED_ABOVE.toNanos() ? Strain.OVERLOADED : Strain.NONE;
    }

    /** As of the last look. */
    public Strain strain() {
        return strain;
    }

    /** The mean delay of the worst event loop over the second before the last look. */
    public Duration lag() {
        return Duration.ofNanos(lagNanos);
    }

    /** What was in use after the last collection, as a share of the most there may be. */
    public double heap() {
        return heapAfterCollection.getAsDouble();
    }
}
