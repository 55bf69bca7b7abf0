package io.holdfast.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.database.DatabaseException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FirstStartTest {
    private final ManualClock clock = new ManualClock();
    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void a_database_that_does_not_answer_yet_is_asked_again() {
        String made = new FirstStart(clock, Duration.ofMinutes(1)).insist(() -> {
            if (tries.incrementAndGet() < 3) {
                throw new DatabaseException(new SQLTransientConnectionException("no connection within a second"));
            }
            return "made";
        });

        assertThat(made).isEqualTo("made");
        assertThat(tries).hasValue(3);
    }

    @Test
    void when_the_time_is_over_the_last_words_are_told() {
        assertThatThrownBy(() -> new FirstStart(clock, Duration.ofMinutes(1)).insist(() -> {
                    tries.incrementAndGet();
                    clock.advance(Duration.ofSeconds(31));
                    throw new DatabaseException(new SQLTransientConnectionException("still nothing"));
                }))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("still nothing");
        assertThat(tries).hasValue(2);
    }

    @Test
    void a_database_that_refuses_is_not_asked_again() {
        assertThatThrownBy(() -> new FirstStart(clock, Duration.ofMinutes(1)).insist(() -> {
                    tries.incrementAndGet();
                    throw new DatabaseException(new SQLException("permission denied", "42501"));
                }))
                .isInstanceOf(DatabaseException.class);
        assertThat(tries).hasValue(1);
    }
}
