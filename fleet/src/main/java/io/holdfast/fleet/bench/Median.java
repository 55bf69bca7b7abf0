package io.holdfast.fleet.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The middle of several measurements, rounded to what a measurement can mean. */
final class Median {
    private Median() {}

    /** Rounded to three significant digits, and to whole numbers from 1,000 on. */
    static <T> double of(List<T> samples, ToDoubleFunction<T> figure) {
        double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return rounded(median);
    }

    static double rounded(double value) {
        if (value == 0 || Math.abs(value) >= 1_000) {
            return Math.round(value);
        }
        double unit = Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - 2);
        // the second rounding takes away what binary fractions leave behind
        return Math.round(Math.round(value / unit) * unit * 1e9) / 1e9;
    }
}
