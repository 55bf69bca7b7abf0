package io.holdfast.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PermitLimitTest {
    private static final int CONNECTIONS = 10;
    private final PermitLimit limit = new PermitLimit(CONNECTIONS);

    private void windows(int count, long nanos, boolean full) {
        for (int i = 0; i < count * PermitLimit.WINDOW; i++) {
            limit.answered(nanos, full);
        }
    }

    @Test
    void a_database_that_answers_as_usual_has_all_its_connections_used() {
        windows(20, 2_000_000, true);
        assertThat(limit.permits()).isEqualTo(CONNECTIONS);
    }

    @Test
    void a_database_that_gets_slower_under_its_load_gets_fewer_calls_but_never_fewer_than_four() {
        windows(5, 2_000_000, true);
        windows(1, 20_000_000, true);
        assertThat(limit.permits()).isLessThan(7);
        windows(3, 200_000_000, true);
        assertThat(limit.permits()).isEqualTo(PermitLimit.FLOOR);
    }

    @Test
    void one_that_stays_as_slow_is_taken_for_what_it_is() {
        windows(5, 2_000_000, true);
        windows(60, 20_000_000, true);
        assertThat(limit.permits()).isEqualTo(CONNECTIONS);
    }

    @Test
    void slow_calls_that_do_not_fill_the_permits_are_not_the_limits_doing() {
        windows(5, 2_000_000, false);
        windows(5, 50_000_000, false);
        assertThat(limit.permits()).isEqualTo(CONNECTIONS);
    }

    @Test
    void a_database_that_gives_no_connection_is_asked_by_few_and_by_more_once_it_answers() {
        windows(2, 2_000_000, false);
        limit.failed();
        limit.failed();
        assertThat(limit.permits()).isEqualTo(PermitLimit.FLOOR);
        windows(8, 2_000_000, true);
        assertThat(limit.permits()).isEqualTo(CONNECTIONS);
    }
}
