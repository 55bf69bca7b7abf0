package io.holdfast.platform.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {
    private final LatencyHistogram histogram = new LatencyHistogram();

    @ParameterizedTest
    @ValueSource(longs = {1_500, 70_000, 999_999, 5_000_000, 123_456_789, 2_000_000_000L, 30_000_000_000L})
    void a_quantile_is_at_most_a_fifth_above_the_truth_and_never_below(long nanos) {
        long[] before = histogram.counts();
        histogram.record(nanos);
        assertThat(LatencyHistogram.quantile(before, histogram.counts(), 0.99)).isBetween((double) nanos, nanos * 1.2);
    }

    @Test
    void one_in_a_hundred_is_beyond_the_ninety_ninth_percentile_and_two_are_not() {
        long[] before = histogram.counts();
        for (int i = 0; i < 99; i++) {
            histogram.record(1_000_000);
        }
        histogram.record(1_000_000_000);
        double with1 = LatencyHistogram.quantile(before, histogram.counts(), 0.99);
        histogram.record(1_000_000_000);
        double with2 = LatencyHistogram.quantile(before, histogram.counts(), 0.99);

        assertThat(with1).isCloseTo(1e6, Percentage.withPercentage(20));
        assertThat(with2).isCloseTo(1e9, Percentage.withPercentage(20));
    }

    @Test
    void what_was_counted_before_a_reading_is_left_out_and_nothing_is_nothing() {
        histogram.record(1_000_000_000);
        long[] before = histogram.counts();
        assertThat(LatencyHistogram.quantile(before, histogram.counts(), 0.99)).isZero();
        histogram.record(5_000);
        assertThat(LatencyHistogram.quantile(before, histogram.counts(), 0.99)).isLessThan(6_001);
    }

    @Test
    void what_takes_no_time_or_for_ever_is_counted_at_the_ends() {
        long[] before = histogram.counts();
        histogram.record(-1);
        histogram.record(Long.MAX_VALUE >> 9);
        assertThat(LatencyHistogram.quantile(before, histogram.counts(), 0.5)).isEqualTo(1_000);
        assertThat(LatencyHistogram.quantile(before, histogram.counts(), 1)).isGreaterThan(60e9);
    }
}
