package io.holdfast.platform.startup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListenBacklogTest {
    @Test
    void a_small_queue_is_told_with_the_setting_that_widens_it_and_a_usual_one_is_not() {
        assertThat(new ListenBacklog(128).warning())
                .hasValueSatisfying(said -> assertThat(said).contains("128", "net.core.somaxconn=4096"));
        assertThat(new ListenBacklog(4_095).warning()).isPresent();
        assertThat(new ListenBacklog(4_096).warning()).isEmpty();
        assertThat(ListenBacklog.ofKernel().connections()).isPositive();
    }
}
