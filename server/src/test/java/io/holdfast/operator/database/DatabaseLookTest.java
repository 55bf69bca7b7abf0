package io.holdfast.operator.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.database.Query;
import io.holdfast.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a look at a large database tells, and what it costs. */
class DatabaseLookTest {
    private final MigratedDatabase database = MigratedDatabase.fresh();
    private final ManualClock clock = new ManualClock();
    private final DatabaseLook look = new DatabaseLook(clock);

    @Test
    void a_bulk_action_is_passed_over_unread_and_what_changed_before_it_is_told() throws SQLException {
        try (Connection connection = database.database().connect()) {
            commit(connection, 1, "deployment", 1);
            commit(connection, 2, "tenant", 3);
            for (int seq = 3; seq < 40; seq++) {
                commit(connection, seq, "tenant", 5_000);
            }
            List<DatabaseSight.RecentChange> changes = DatabaseLook.changes(connection, 40);

            assertThat(changes)
                    .extracting(DatabaseSight.RecentChange::kind)
                    .filteredOn(kind -> !kind.equals("migration"))
                    .containsExactlyInAnyOrder("deployment", "tenant", "tenant", "tenant");
        }
    }

    @Test
    void a_table_that_is_read_whole_is_told_and_one_of_which_a_row_is_read_is_not() throws SQLException {
        try (Connection connection = database.database().connect()) {
            for (int from = 0; from < 20_000; from += 5_000) {
                Query.on(connection, """
                                insert into feed_commit (seq, kinds, tenant_ids, ids)
                                select seq, array['device'], array[gen_random_uuid()], array[gen_random_uuid()]
                                from generate_series(?, ?) as seq
                                """).with(from + 1, from + 5_000).update();
            }
            flush(connection); // else what was inserted is added to what the analysis finds
            Query.on(connection, "analyze feed_commit").update();
            flush(connection);
            assertThat(scanned(connection)).isEmpty();

            for (int i = 0; i < 300; i++) {
                Query.on(connection, "select 1 as one from feed_commit limit 1").list(row -> row.getInt("one"));
            }
            flush(connection);
            assertThat(scanned(connection)).isEmpty();

            for (int i = 0; i < 12; i++) {
                Query.on(connection, "select count(nonce) as all_of_them from feed_commit")
                        .list(row -> row.getLong("all_of_them"));
            }
            flush(connection);
            assertThat(scanned(connection)).singleElement().satisfies(table -> {
                assertThat(table.table()).isEqualTo("feed_commit");
                assertThat(table.scans()).isBetween(12L, 13L);
            });
        }
    }

    @Test
    void after_an_hour_without_a_look_it_is_a_minutes_share() {
        TableScans scans = new TableScans();
        assertThat(scans.seen(List.of(new TableScans.Counted(1, "device", 20_000, 0, 0)), 0))
                .isEmpty();
        assertThat(scans.seen(
                        List.of(new TableScans.Counted(1, "device", 20_000, 120, 120 * 20_000L)),
                        Duration.ofHours(1).toNanos()))
                .containsExactly(new DatabaseSight.ScannedTable("device", 20_000, 2));
    }

    @Test
    void another_programs_text_is_not_shown() throws SQLException {
        try (Connection other = database.database().connect();
                Connection connection = database.database().connect()) {
            other.setAutoCommit(false);
            Query.on(other, "set application_name = 'psql'").update();
            Query.on(other, "select 'hunter2' as secret").list(row -> row.getString("secret"));
            assertThat(look.at(connection, List.of()).sessions())
                    .filteredOn(session -> session.tag().equals("psql"))
                    .singleElement()
                    .satisfies(session -> assertThat(session.statement()).isEqualTo("another program's"));
            other.rollback();
        }
    }

    private List<DatabaseSight.ScannedTable> scanned(Connection connection) {
        clock.advance(Duration.ofSeconds(5));
        return look.at(connection, List.of()).scannedTables();
    }

    private static void commit(Connection connection, int seq, String kind, int ids) {
        Query.on(connection, """
                        insert into feed_commit (seq, kinds, tenant_ids, ids)
                        select ?, array_agg(?::text), array_agg(gen_random_uuid()), array_agg(gen_random_uuid())
                        from generate_series(1, ?)
                        """).with(seq, kind, ids).update();
    }

    private static void flush(Connection connection) {
        Query.on(connection, "select pg_stat_force_next_flush() is null as flushed")
                .list(row -> row.getBoolean("flushed"));
    }
}
