package io.holdfast.platform.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
    private final ManualClock clock = new ManualClock();
    private final LoopWatch loop = new LoopWatch(clock);

    @Test
    void a_loop_that_beats_in_time_is_not_late_and_one_late_beat_is_told_once() {
        beatAfter(100);
        assertThat(loop.takeLag()).isZero();

        beatAfter(100);
        beatAfter(350);
        beatAfter(100);
        assertThat(loop.takeLag()).isEqualTo(Duration.ofMillis(250));
        assertThat(loop.takeLag()).isZero();
    }

    @Test
    void a_loop_that_stands_still_is_as_late_as_its_silence() {
        beatAfter(100);
        clock.advance(Duration.ofSeconds(5));
        assertThat(loop.takeLag()).isEqualTo(Duration.ofMillis(4_900));
        clock.advance(Duration.ofSeconds(5));
        assertThat(loop.takeLag()).isEqualTo(Duration.ofMillis(9_900));
    }

    private void beatAfter(long millis) {
        clock.advance(Duration.ofMillis(millis));
        loop.beat();
    }
}
