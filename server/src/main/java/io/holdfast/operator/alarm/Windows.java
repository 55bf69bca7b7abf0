package io.holdfast.operator.alarm;

import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.operator.figure.Reading;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;

/** What rules read off a window of figures. Empty where the window says nothing. */
final class Windows {
    private Windows() {}

    /** The mean over the window. */
    static OptionalDouble mean(FigureBoard board, String figure, Duration span) {
        return Arrays.stream(board.window(figure, span)).average();
    }

    /** The last reading, unless it is stale. */
    static OptionalDouble last(FigureBoard board, String figure) {
        return board.reading(figure)
                .filter(reading -> !reading.stale())
                .map(Reading::value)
                .map(OptionalDouble::of)
                .orElseGet(OptionalDouble::empty);
    }

    /** One mean by another; empty when the second is below a least, because a share of next to nothing says nothing. */
    static OptionalDouble share(FigureBoard board, String part, String whole, Duration span, double wholeMin) {
        OptionalDouble divisor = mean(board, whole, span);
        OptionalDouble dividend = mean(board, part, span);
        if (divisor.isEmpty() || dividend.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(divisor.getAsDouble() < wholeMin ? 0 : dividend.getAsDouble() / divisor.getAsDouble());
    }

    /** The share of a window's samples that are at least so much. */
    static OptionalDouble shareAtLeast(FigureBoard board, String figure, Duration span, double least) {
        double[] values = board.window(figure, span);
        return values.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) Arrays.stream(values)
                                .filter(value -> value >= least)
                                .count()
                        / values.length);
    }
}
