package io.holdfast.fleet.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HintsTest {
    @Test
    void retry_after_is_understood_in_seconds_only() {
        assertThat(Hints.retryAfter("17")).contains(Duration.ofSeconds(17));
        assertThat(Hints.retryAfter("0")).contains(Duration.ZERO);
        assertThat(Hints.retryAfter("Fri, 31 Dec 1999 23:59:59 GMT")).isEmpty();
        assertThat(Hints.retryAfter("-1")).isEmpty();
        assertThat(Hints.retryAfter("")).isEmpty();
        assertThat(Hints.retryAfter("999999999")).contains(Duration.ofDays(1));
    }

    @Test
    void a_close_hints_when_it_announces_a_restart_or_overload_and_names_a_number() {
        assertThat(Hints.closed(1012, "restarting; come back in 42 s")).contains(Duration.ofSeconds(42));
        assertThat(Hints.closed(1013, "7")).contains(Duration.ofSeconds(7));
        assertThat(Hints.closed(1012, "restarting")).isEmpty();
        assertThat(Hints.closed(1000, "42")).isEmpty();
        assertThat(Hints.closed(1008, "42")).isEmpty();
    }
}
