package io.holdfast.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptThrottleTest {
    private final ManualClock clock = new ManualClock();
    private final AttemptThrottle throttle =
            new AttemptThrottle(new AttemptThrottle.Allowance(3, Duration.ofSeconds(10)), clock);

    private void exhaust(String key) {
        for (int i = 0; i < 3; i++) {
            assertThat(throttle.attempt(key)).isEmpty();
        }
    }

    @Test
    void the_attempt_after_the_last_one_is_told_when_to_come_back() {
        exhaust("a");

        assertThat(throttle.attempt("a")).contains(Duration.ofSeconds(10));
        clock.advance(Duration.ofSeconds(4));
        assertThat(throttle.attempt("a")).contains(Duration.ofSeconds(6));
    }

    @Test
    void an_attempt_comes_back_with_time_and_asking_early_costs_nothing() {
        exhaust("a");
        clock.advance(Duration.ofSeconds(9));
        assertThat(throttle.attempt("a")).isPresent();
        clock.advance(Duration.ofSeconds(1));

        assertThat(throttle.attempt("a")).isEmpty();
        assertThat(throttle.attempt("a")).isPresent();
    }

    @Test
    void keys_do_not_share_attempts_and_success_forgets_failures() {
        exhaust("a");
        assertThat(throttle.attempt("b")).isEmpty();

        throttle.succeeded("a");

        exhaust("a");
    }

    @Test
    void a_jump_of_the_wall_clock_gives_nobody_an_attempt() {
        exhaust("a");

        clock.jumpWall(Duration.ofDays(1));

        assertThat(throttle.attempt("a")).isPresent();
    }
}
