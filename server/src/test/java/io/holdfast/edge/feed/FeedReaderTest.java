package io.holdfast.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.database.Query;
import io.holdfast.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The statement that a node asks five times a second. */
class FeedReaderTest {
    private static final String NONCE = "select nonce from feed_commit where seq = 15000";

    @Test
    void a_look_at_twenty_thousand_commits_scans_no_table_and_knows_that_there_are_older_ones() throws SQLException {
        MigratedDatabase database = MigratedDatabase.fresh();
        try (Connection connection = database.database().connect()) {
            Query.on(connection, """
                            insert into feed_commit (seq, kinds, tenant_ids, ids)
                            select seq, array['device'], array[gen_random_uuid()], array[gen_random_uuid()]
                            from generate_series(10001, 30000) as seq
                            """).update();
            Query.on(connection, "update feed_head set seq = 30000").update();
            Query.on(connection, "analyze feed_commit").update();
            FeedCursor cursor = new FeedCursor(
                    15_000,
                    Optional.of(Query.on(connection, NONCE)
                            .first(row -> Query.uuid(row, "nonce"))
                            .orElseThrow()));
            long before = scans(connection);
            for (int i = 0; i < 20; i++) {
                assertThat(FeedReader.look(connection, cursor).older()).isTrue();
            }
            assertThat(FeedReader.look(connection, new FeedCursor(10_001, Optional.empty()))
                            .older())
                    .isFalse();
            assertThat(scans(connection)).isEqualTo(before);
        }
    }

    private static long scans(Connection connection) {
        Query.on(connection, "select pg_stat_force_next_flush() is null as flushed")
                .list(row -> row.getBoolean("flushed"));
        return Query.on(connection, "select seq_scan from pg_stat_user_tables where relname = 'feed_commit'")
                .first(row -> row.getLong("seq_scan"))
                .orElseThrow();
    }
}
