package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExpiryPacerTest {
    private final ManualClock clock = new ManualClock();
    private final ExpiryPacer pacer = new ExpiryPacer(clock);

    @Test
    void a_fleet_whose_tokens_end_in_one_hour_is_sent_to_authenticate_at_a_pace() {
        int sent = 0;
        for (int millis = 0; millis < 10_000; millis++) {
            for (int asks = 0; asks < 10; asks++) {
                sent += pacer.mayExpire() ? 1 : 0;
            }
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(sent).isBetween(10 * ExpiryPacer.PER_SECOND, 10 * ExpiryPacer.PER_SECOND + 2);
    }

    @Test
    void what_a_quiet_time_left_unused_is_not_saved_up() {
        clock.advance(Duration.ofHours(1));
        int sent = 0;
        for (int asks = 0; asks < 1_000; asks++) {
            sent += pacer.mayExpire() ? 1 : 0;
        }
        assertThat(sent).isBetween(1, 2);
    }

    @Test
    void the_wall_clock_does_not_count() {
        int sent = 0;
        while (pacer.mayExpire()) {
            sent++;
        }
        assertThat(sent).isPositive();
        clock.jumpWall(Duration.ofDays(8));
        assertThat(pacer.mayExpire()).isFalse();
        clock.jumpWall(Duration.ofDays(-16));
        clock.advance(Duration.ofMillis(1_000 / ExpiryPacer.PER_SECOND));
        assertThat(pacer.mayExpire()).isTrue();
    }
}
