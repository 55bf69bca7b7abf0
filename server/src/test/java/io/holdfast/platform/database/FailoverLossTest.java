package io.holdfast.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.MigratedDatabase;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

/** Against a real PostgreSQL, whose walsender a replication connection gets as a standby's would. */
class FailoverLossTest {
    private final MigratedDatabase database = MigratedDatabase.fresh();

    @Test
    void a_database_without_a_standby_loses_nothing_by_failing_over_and_one_that_does_not_wait_for_it_may()
            throws Exception {
        FailoverLoss loss = new FailoverLoss(new Transactions(database.database()::connect));
        loss.look();
        assertThat(loss.possible()).isFalse();

        try (Connection standby = database.database().connectAsStandby()) {
            assertThat(standby.isValid(5)).isTrue();
            loss.look();
            assertThat(loss.possible()).isTrue();
        }

        loss.look();
        assertThat(loss.possible()).isFalse();
    }

    @Test
    void what_was_found_stands_while_the_database_is_away() throws Exception {
        boolean[] away = new boolean[1];
        FailoverLoss loss = new FailoverLoss(new Transactions(() -> {
            if (away[0]) {
                throw new java.sql.SQLException("gone", "08006");
            }
            return database.database().connect();
        }));
        try (Connection standby = database.database().connectAsStandby()) {
            assertThat(standby.isValid(5)).isTrue();
            loss.look();
        }
        away[0] = true;
        loss.look();
        assertThat(loss.possible()).isTrue();
    }
}
