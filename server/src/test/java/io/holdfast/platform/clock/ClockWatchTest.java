package io.holdfast.platform.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockWatchTest {
    private static final Duration ROUND = Duration.ofSeconds(3);

    private final ManualClock clock = new ManualClock();
    private final ClockWatch watch = new ClockWatch(clock);
    private Instant database = clock.now();

    @BeforeEach
    void agreed() {
        compare();
    }

    private void compare() {
        watch.compare(database, clock.monotonicNanos());
    }

    private void pass(Duration span) {
        clock.advance(span);
        database = database.plus(span);
    }

    @ParameterizedTest
    @ValueSource(longs = {8, -8})
    void a_leap_is_noticed_before_the_database_is_asked_and_ends_when_the_clocks_agree_again(long days) {
        Instant right = clock.now();
        clock.jumpWall(Duration.ofDays(days));

        assertThat(watch.agrees()).isFalse();
        assertThat(watch.now()).isEqualTo(right);
        pass(ROUND);
        compare();
        assertThat(watch.agrees()).isFalse();
        assertThat(watch.now()).isEqualTo(database);
        assertThat(watch.disagreement()).hasValueSatisfying(it -> assertThat(it).contains("off the database's"));

        clock.jumpWall(Duration.ofDays(-days));
        pass(ROUND);
        compare();
        assertThat(watch.agrees()).isTrue();
        assertThat(watch.now()).isEqualTo(clock.now());
    }

    @Test
    void when_the_database_leaps_alike_nothing_expires_for_an_hour() {
        clock.jumpWall(Duration.ofDays(8));
        database = database.plus(Duration.ofDays(8));
        pass(ROUND);
        compare();
        assertThat(watch.agrees()).isFalse();
        assertThat(watch.now()).isEqualTo(clock.now());

        pass(ClockWatch.QUIET.minusSeconds(1));
        compare();
        assertThat(watch.agrees()).isFalse();
        pass(Duration.ofSeconds(1));
        compare();
        assertThat(watch.agrees()).isTrue();
    }

    @Test
    void a_machine_that_starts_with_a_dead_battery_takes_the_databases_time() {
        database = database.plus(Duration.ofDays(400));
        compare();
        pass(ROUND);
        assertThat(watch.agrees()).isFalse();
        assertThat(watch.now()).isEqualTo(database);
    }

    @Test
    void drift_is_no_leap() {
        for (int i = 0; i < 100; i++) {
            clock.jumpWall(Duration.ofSeconds(1));
            database = database.plusSeconds(1);
            pass(ROUND);
            compare();
            assertThat(watch.agrees()).isTrue();
        }
    }

    @Test
    void a_slow_answer_is_no_disagreement() {
        long asked = clock.monotonicNanos();
        Instant said = database;
        pass(Duration.ofSeconds(90));
        watch.compare(said, asked);
        assertThat(watch.agrees()).isTrue();
    }
}
