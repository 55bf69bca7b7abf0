package io.holdfast.operator.figure;

import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Where a figure is read: at once, from memory. Empty when it is not known now; what was known then stays, and grows old. */
@FunctionalInterface
public interface FigureSource {

    /** The figure now. Called by the sampler only, once a second. */
    OptionalDouble read();

    /** A number that is always there. */
    static FigureSource of(DoubleSupplier number) {
        return () -> OptionalDouble.of(number.getAsDouble());
    }

    /** How much a counter grows in a second; unknown at its first reading. */
    static FigureSource rate(LongSupplier counter) {
        return new Rate(counter);
    }

    /** One read only at every so many samples, for what costs more than a look. */
    static FigureSource every(int samples, FigureSource source) {
        int[] turn = {0};
        return () -> turn[0]++ % samples == 0 ? source.read() : OptionalDouble.empty();
    }
}
