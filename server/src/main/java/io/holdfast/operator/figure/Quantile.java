package io.holdfast.operator.figure;

import io.holdfast.platform.metrics.LatencyHistogram;
import java.util.ArrayDeque;
import java.util.OptionalDouble;

/** The 99th percentile, in milliseconds, of what was counted in the last ten samples; 0 when nothing was. */
public final class Quantile implements FigureSource {
    /** A second of a quiet route is a handful of requests, of which no hundredth can be told. */
    private static final int SAMPLES = 10;

    private static final double SHARE = 0.99;
    private static final double NANOS_PER_MILLI = 1e6;

    private final LatencyHistogram times;
    private final ArrayDeque<long[]> readings = new ArrayDeque<>(SAMPLES + 1);

    public Quantile(LatencyHistogram times) {
        this.times = times;
    }

    @Override
    public OptionalDouble read() {
        readings.addLast(times.counts());
        if (readings.size() > SAMPLES + 1) {
            readings.removeFirst();
        }
        return OptionalDouble.of(
                LatencyHistogram.quantile(readings.getFirst(), readings.getLast(), SHARE) / NANOS_PER_MILLI);
    }
}
