package io.holdfast.operator.figure;

import java.util.OptionalDouble;

/** A source whose latest reading others are derived from in the same sample, so that they are known when it is, and grow old with it. */
final class Remembered implements FigureSource {
    private final FigureSource source;
    private OptionalDouble latest = OptionalDouble.empty();

    Remembered(FigureSource source) {
        this.source = source;
    }

    @Override
    public OptionalDouble read() {
        latest = OptionalDouble.empty(); // also when the reading fails
        latest = source.read();
        return latest;
    }

    /** This times a factor; to be read after this. */
    FigureSource times(double factor) {
        return () -> latest.isEmpty() ? latest : OptionalDouble.of(latest.getAsDouble() * factor);
    }
}
