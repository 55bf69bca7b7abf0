package io.holdfast.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OpenRateTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE / 2);
    private final OpenRate rate = new OpenRate(now::get);

    private int admitted() {
        int admitted = 0;
        while (rate.admits()) {
            admitted++;
        }
        return admitted;
    }

    @Test
    void a_burst_is_let_in_and_then_two_hundred_a_second() {
        assertThat(admitted()).isEqualTo(256);
        now.addAndGet(1_000_000_000L);
        assertThat(admitted()).isEqualTo(200);
    }

    @Test
    void quiet_saves_up_no_more_than_a_burst() {
        now.addAndGet(3_600_000_000_000L);
        assertThat(admitted()).isEqualTo(256);
    }
}
