package io.holdfast.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.ManualClock;
import org.junit.jupiter.api.Test;

class StrainGaugeTest {
    private final ManualClock clock = new ManualClock();
    private double heap = 0.3;
    private final StrainGauge gauge = new StrainGauge(() -> heap);

    private LoopLag loopLateBy(int millis) {
        LoopLag loop = new LoopLag(clock);
        gauge.watch(loop);
        clock.advance(LoopLag.PROBE_EVERY.plusMillis(millis));
        loop.ran();
        return loop;
    }

    @Test
    void a_mean_delay_above_20_ms_is_overload_and_above_100_ms_hard() {
        loopLateBy(20);
        assertThat(gauge.look()).isEqualTo(Strain.NONE);
        loopLateBy(21);
        assertThat(gauge.look()).isEqualTo(Strain.OVERLOADED);
        loopLateBy(101);
        assertThat(gauge.look()).isEqualTo(Strain.HARD);
    }

    @Test
    void the_worst_loop_counts() {
        loopLateBy(50);
        loopLateBy(0);
        assertThat(gauge.look()).isEqualTo(Strain.OVERLOADED);
        assertThat(gauge.lag().toMillis()).isEqualTo(50);
    }

    @Test
    void a_heap_that_is_three_quarters_full_after_a_collection_is_hard() {
        heap = 0.75;
        assertThat(gauge.look()).isEqualTo(Strain.NONE);
        heap = 0.76;
        assertThat(gauge.look()).isEqualTo(Strain.HARD);
    }
}
