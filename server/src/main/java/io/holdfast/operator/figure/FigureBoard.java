package io.holdfast.operator.figure;

import io.holdfast.platform.clock.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All figures of a node with their last quarter of an hour, in memory of fixed size. One thread samples; anybody reads, at once. The age
 * of a figure is the time since it was read, on the monotonic clock.
 */
public final class FigureBoard {
    /** 15 minutes of samples, one a second: long enough to see what was before it began. */
    public static final int SAMPLES = 900;

    /** 512 figures are 2 MB of ring. */
    static final int FIGURES_MAX = 512;

    private static final Logger log = LoggerFactory.getLogger(FigureBoard.class);

    private final Clock clock;
    private final Map<String, Measured> measured = new LinkedHashMap<>();
    private final long[] sampledNanos = new long[SAMPLES];
    private int samples;

    private static final class Measured {
        final Figure figure;
        final FigureSource source;
        final float[] ring = new float[SAMPLES];
        double last;
        long lastNanos;
        boolean known;

        Measured(Figure figure, FigureSource source) {
            this.figure = figure;
            this.source = source;
            Arrays.fill(ring, Float.NaN);
        }
    }

    public FigureBoard(Clock clock) {
        this.clock = clock;
    }

    /** Adds a figure; before the first sample. */
    public synchronized void add(Figure figure, FigureSource source) {
        if (measured.size() == FIGURES_MAX || samples > 0) {
            throw new IllegalStateException("no more figures: " + figure.name());
        }
        measured.put(figure.name(), new Measured(figure, source));
    }

    /** Reads every figure once. One that fails grows old and keeps the others from nothing. */
    public void sample() {
        List<Measured> all = all();
        OptionalDouble[] read = new OptionalDouble[all.size()];
        for (int i = 0; i < read.length; i++) {
            read[i] = read(all.get(i));
        }
        keep(all, read);
    }

    private synchronized List<Measured> all() {
        return List.copyOf(measured.values());
    }

    private static OptionalDouble read(Measured each) {
        try {
            return each.source.read();
        } catch (RuntimeException unreadable) {
            log.debug("a figure cannot be read", unreadable);
            return OptionalDouble.empty();
        }
    }

    private synchronized void keep(List<Measured> all, OptionalDouble[] read) {
        long now = clock.monotonicNanos();
        int slot = samples % SAMPLES;
        sampledNanos[slot] = now;
        for (int i = 0; i < read.length; i++) {
            Measured each = all.get(i);
            boolean known = read[i].isPresent() && Double.isFinite(read[i].getAsDouble());
            each.ring[slot] = known ? (float) read[i].getAsDouble() : Float.NaN;
            if (known) {
                each.last = read[i].getAsDouble();
                each.lastNanos = now;
                each.known = true;
            }
        }
        samples++;
    }

    /** Since the last sample was taken; empty before the first. */
    public synchronized Optional<Duration> sinceSample() {
        return samples == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(clock.monotonicNanos() - sampledNanos[(samples - 1) % SAMPLES]));
    }

    /** Samples taken so far. */
    public synchronized int samples() {
        return samples;
    }

    /** What was last read of a figure; empty when it was never known. */
    public synchronized Optional<Reading> reading(String name) {
        return Optional.ofNullable(measured.get(name))
                .filter(each -> each.known)
                .map(this::reading);
    }

    /** All figures that were ever known, in the order in which they were added. */
    public synchronized List<Reading> readings() {
        return measured.values().stream()
                .filter(each -> each.known)
                .map(this::reading)
                .toList();
    }

    private Reading reading(Measured each) {
        return new Reading(each.figure, each.last, Duration.ofNanos(clock.monotonicNanos() - each.lastNanos));
    }

    /** What was read of a figure in the samples of the last so long, oldest first; what was not known then is left out. */
    public synchronized double[] window(String name, Duration span) {
        Measured each = measured.get(name);
        if (each == null) {
            return new double[0];
        }
        long from = clock.monotonicNanos() - span.toNanos();
        List<Double> values = new ArrayList<>();
        for (int i = Math.max(0, samples - SAMPLES); i < samples; i++) {
            int slot = i % SAMPLES;
            if (sampledNanos[slot] - from >= 0 && !Float.isNaN(each.ring[slot])) {
                values.add((double) each.ring[slot]);
            }
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
