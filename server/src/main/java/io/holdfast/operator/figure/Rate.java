package io.holdfast.operator.figure;

import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** A counter's growth a second. */
final class Rate implements FigureSource {
    private final LongSupplier counter;
    private boolean first = true;
    private long last;
    private long lastNanos;

    Rate(LongSupplier counter) {
        this.counter = counter;
    }

    @Override
    public OptionalDouble read() {
        long count = counter.getAsLong();
        long now = System.nanoTime();
        double seconds = (now - lastNanos) / 1e9;
        boolean known = !first && seconds > 0;
        double rate = known ? Math.max(0, count - last) / seconds : 0;
        first = false;
        last = count;
        lastNanos = now;
        return known ? OptionalDouble.of(rate) : OptionalDouble.empty();
    }
}
