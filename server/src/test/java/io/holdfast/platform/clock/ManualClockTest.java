package io.holdfast.platform.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ManualClockTest {

    private final ManualClock clock = new ManualClock(Instant.EPOCH);

    @Test
    void passing_time_moves_both_clocks() {
        clock.advance(Duration.ofSeconds(3));
        assertThat(clock.now()).isEqualTo(Instant.ofEpochSecond(3));
        assertThat(clock.monotonicNanos()).isEqualTo(3_000_000_000L);
    }

    @Test
    void a_wall_clock_jump_leaves_the_monotonic_clock_alone() {
        clock.jumpWall(Duration.ofDays(-1));
        assertThat(clock.now()).isEqualTo(Instant.EPOCH.minus(Duration.ofDays(1)));
        assertThat(clock.monotonicNanos()).isZero();
    }
}
