package io.holdfast.edge.admission;

import java.util.Arrays;

/** Max-min fair shares: everybody gets what he asks for up to a level, and the level is as high as there is to give. */
final class FairLevel {
    private FairLevel() {}

    /**
     * The level at which the demands, each cut down to it, sum up to the capacity.
     *
     * @return {@link Double#POSITIVE_INFINITY} when there is enough for all
     */
    static double of(double[] demands, double capacity) {
        double[] sorted = demands.clone();
        Arrays.sort(sorted);
        double left = capacity;
        for (int i = 0; i < sorted.length; i++) {
            double equal = left / (sorted.length - i);
            if (sorted[i] > equal) {
                return Math.max(0, equal);
            }
            left -= sorted[i];
        }
        return Double.POSITIVE_INFINITY;
    }
}
