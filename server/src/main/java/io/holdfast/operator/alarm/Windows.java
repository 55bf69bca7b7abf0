package io.holdfast.operator.alarm;

import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.operator.figure.Reading;
import io.holdfast.operator.figure.Sampler;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;

/** What rules read off a window of figures. Empty where the window says nothing: fewer than half of its samples are known. */
final class Windows {
    private Windows() {}

    private static double[] known(FigureBoard board, String figure, Duration span) {
        double[] values = board.window(figure, span);
        return values.length * 2 < span.dividedBy(Sampler.EVERY) ? new double[0] : values;
    }

    /** The mean over the window. */
    static OptionalDouble mean(FigureBoard board, String figure, Duration span) {
        return Arrays.stream(known(board, figure, span)).average();
    }

    /** How often something happened in the window, of which the figure says how often in a second. */
    static OptionalDouble count(FigureBoard board, String rate, Duration span) {
        OptionalDouble mean = mean(board, rate, span);
        return mean.isEmpty() ? mean : OptionalDouble.of(mean.getAsDouble() * span.toSeconds());
    }

    /** The last reading, unless it is stale. */
    static OptionalDouble last(FigureBoard board, String figure) {
        return board.reading(figure)
                .filter(reading -> !reading.stale())
                .map(Reading::value)
                .map(OptionalDouble::of)
                .orElseGet(OptionalDouble::empty);
    }

    /** The share of a window's samples that are at least so much. */
    static OptionalDouble shareAtLeast(FigureBoard board, String figure, Duration span, double least) {
        double[] values = known(board, figure, span);
        return values.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) Arrays.stream(values)
                                .filter(value -> value >= least)
                                .count()
                        / values.length);
    }
}
