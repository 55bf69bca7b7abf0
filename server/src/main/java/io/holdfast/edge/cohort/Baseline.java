package io.holdfast.edge.cohort;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is usual for a cohort: of each measure the median of ten hours, and how far its values lie from it. Median and median
 * deviation, because the very hour that is to be found must not move them. Of one thread.
 */
final class Baseline {
    /** One sample in ten minutes: ten hours, so that a night does not hide a day. Four measures of it take 1 KB. */
    static final int SAMPLES = 60;

    /** Below an hour nothing is usual. */
    static final int SAMPLES_MIN = 6;

    /** A value that never changes would make every other one odd. */
    private static final double DEVIATION_MIN = 0.1;

    /** Of whom nothing is known; never given a sample. */
    static final Baseline NONE = new Baseline();

    private final Map<Measure, float[]> samples = new EnumMap<>(Measure.class);
    private int taken;

    Baseline() {
        for (Measure measure : Measure.values()) {
            samples.put(measure, new float[SAMPLES]);
        }
    }

    /** What is usual of one measure. */
    record Usual(double median, double deviation) {
        /** How far beyond what is usual, in deviations. */
        double beyond(double value) {
            return (value - median) / Math.max(deviation, Math.max(DEVIATION_MIN * median, Double.MIN_NORMAL));
        }
    }

    void sample(Measured measured) {
        int at = taken++ % SAMPLES;
        for (Measure measure : Measure.values()) {
            Objects.requireNonNull(samples.get(measure))[at] = (float) measure.of(measured);
        }
    }

    /** Empty until an hour of it is known. */
    Optional<Usual> usual(Measure measure) {
        int count = Math.min(taken, SAMPLES);
        if (count < SAMPLES_MIN) {
            return Optional.empty();
        }
        float[] sorted = Arrays.copyOf(Objects.requireNonNull(samples.get(measure)), count);
        float median = median(sorted);
        for (int i = 0; i < count; i++) {
            sorted[i] = Math.abs(sorted[i] - median);
        }
        return Optional.of(new Usual(median, median(sorted)));
    }

    private static float median(float[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
