package io.holdfast.operator.alarm;

import io.holdfast.operator.figure.FigureBoard;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;

/**
 * When a symptom is there: its measure has been at or above one bound for so long, until it has been below another, lower one for so long.
 * Between the two bounds nothing changes, and neither while the measure is not known.
 *
 * @param measure the symptom in one number, from a window of figures; empty when nothing can be said
 * @param sentence what is wrong, by the measure
 */
public record AlarmRule(
        String name,
        Measure measure,
        double raiseAt,
        Duration raiseAfter,
        double clearBelow,
        Duration clearAfter,
        DoubleFunction<String> sentence) {

    /** Reads a symptom off the figures. */
    @FunctionalInterface
    public interface Measure {
        OptionalDouble of(FigureBoard board);
    }

    public AlarmRule {
        if (clearBelow > raiseAt) {
            throw new IllegalArgumentException(name + " would be raised and cleared by the same measure");
        }
    }
}
