package io.holdfast.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoopLagTest {
    private final ManualClock clock = new ManualClock();
    private final LoopLag lag = new LoopLag(clock);

    private void probeLateBy(int millis) {
        clock.advance(LoopLag.PROBE_EVERY.plusMillis(millis));
        lag.ran();
    }

    private long meanMillis() {
        return Duration.ofNanos(lag.meanNanos()).toMillis();
    }

    @Test
    void a_loop_that_runs_its_probes_in_time_has_no_lag() {
        for (int i = 0; i < 100; i++) {
            probeLateBy(0);
        }
        assertThat(meanMillis()).isZero();
    }

    @Test
    void the_lag_is_the_mean_lateness_of_the_last_second() {
        for (int i = 0; i < 50; i++) {
            probeLateBy(30);
        }
        assertThat(meanMillis()).isEqualTo(30);
    }

    @Test
    void what_was_more_than_a_second_ago_is_forgotten() {
        for (int i = 0; i < 20; i++) {
            probeLateBy(80);
        }
        for (int i = 0; i < 55; i++) {
            probeLateBy(0);
        }
        assertThat(meanMillis()).isZero();
    }

    @Test
    void one_pause_of_the_collector_is_no_lag() {
        for (int i = 0; i < 40; i++) {
            probeLateBy(0);
        }
        probeLateBy(200);
        assertThat(meanMillis()).isLessThan(20);
    }

    @Test
    void a_loop_that_hangs_is_late_before_its_probe_has_run() {
        probeLateBy(0);
        clock.advance(LoopLag.PROBE_EVERY.plusSeconds(3));
        assertThat(meanMillis()).isGreaterThanOrEqualTo(3_000);
    }
}
