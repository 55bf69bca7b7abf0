package io.holdfast.operator.database;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.Query;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One look at the database, in three short statements, and two more for what changed. Keeps the scan counters of the minute before. */
final class DatabaseLook {
    /** The feed keeps more; nobody looks further back than this in a hurry. */
    private static final int CHANGES_MAX = 20;

    private final Clock clock;
    private final TableScans scans = new TableScans();

    DatabaseLook(Clock clock) {
        this.clock = clock;
    }

    // Of the one row; PostgreSQL's counts would take a plain select for that of the people's calls.
    private static final String FEED_HEAD = """
            select max(seq) as feed_head from feed_head
            """;

    // Our own statements have no values in them; other programs' texts do, and nobody asked those to be shown.
    // pg_blocking_pids locks the lock table, so it is asked of sessions that wait for a lock only.
    private static final String SESSIONS = """
            select pid, application_name, coalesce(state, '') as state, backend_start,
                case when application_name like 'holdfast-%' then left(query, 200) else 'another program''s' end as query,
                coalesce(wait_event_type || ': ' || wait_event, '') as waits_for,
                coalesce(extract(epoch from clock_timestamp() - query_start), 0) as statement_seconds,
                coalesce(extract(epoch from clock_timestamp() - xact_start), 0) as transaction_seconds,
                case when wait_event_type = 'Lock' then pg_blocking_pids(pid) else '{}' end as blocked_by
            from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
                and (state <> 'idle' or wait_event_type = 'Lock')
            order by xact_start nulls last, pid
            limit 200
            """;

    private static final String LARGE_TABLES = """
            select relid::bigint as relid, relname, n_live_tup, seq_scan, seq_tup_read
            from pg_stat_user_tables
            where n_live_tup > 10000
            order by n_live_tup desc
            limit 200
            """;

    // A bulk action puts 5,000 ids into a row, and 500 such rows are nothing unusual. pg_column_size reads no toasted
    // value, and
    // 1,700 bytes are some 100 ids: larger rows are passed over unread, and what is left is 2,000 elements at most.
    private static final String CHANGES = """
            select committed_at, kind, tenant_id, id
            from (select seq, committed_at, kinds, tenant_ids, ids
                    from feed_commit
                   where seq > ? and pg_column_size(ids) <= 1700
                       and kinds && array['deployment', 'tenant', 'keys', 'device_url']
                   order by seq desc
                   limit 20) small,
                unnest(kinds, tenant_ids, ids) as changed (kind, tenant_id, id)
            where kind in ('deployment', 'tenant', 'keys', 'device_url')
            order by seq desc
            limit 20
            """;

    private static final String MIGRATIONS = """
            select version, description, installed_on
            from schema_history
            where success and version is not null
            order by installed_rank desc
            limit 5
            """;

    /** How many changes back: by the key of the feed, so that a busy fleet costs no more. */
    private static final int FEED_BACK = 2_000;

    /** What judges whether the database answers; what changed is of the look before. */
    DatabaseSight at(Connection connection, List<DatabaseSight.RecentChange> changesBefore) {
        long seenNanos = clock.monotonicNanos();
        long head = Query.on(connection, FEED_HEAD)
                .first(row -> row.getLong("feed_head"))
                .orElse(0L);
        return new DatabaseSight(
                seenNanos,
                clock.now(),
                head,
                Query.on(connection, SESSIONS).list(DatabaseLook::session),
                scans.seen(Query.on(connection, LARGE_TABLES).list(DatabaseLook::counted), seenNanos),
                changesBefore);
    }

    /** What changed lately, the newest first. */
    static List<DatabaseSight.RecentChange> changes(Connection connection, long head) {
        List<DatabaseSight.RecentChange> changes = new ArrayList<>(Query.on(connection, CHANGES)
                .with(head - FEED_BACK)
                .list(row -> new DatabaseSight.RecentChange(
                        Query.instant(row, "committed_at"),
                        row.getString("kind"),
                        Query.uuid(row, "id").toString(),
                        Optional.of(Query.uuid(row, "tenant_id").toString()))));
        changes.addAll(Query.on(connection, MIGRATIONS)
                .list(row -> new DatabaseSight.RecentChange(
                        row.getTimestamp("installed_on").toInstant(),
                        "migration",
                        "V" + row.getString("version") + " " + row.getString("description"),
                        Optional.empty())));
        return changes.stream()
                .sorted(java.util.Comparator.comparing(DatabaseSight.RecentChange::at)
                        .reversed())
                .limit(CHANGES_MAX)
                .toList();
    }

    private static DatabaseSight.SessionSeen session(ResultSet row) throws SQLException {
        return new DatabaseSight.SessionSeen(
                row.getInt("pid"),
                row.getString("application_name"),
                row.getString("state"),
                seconds(row.getDouble("statement_seconds")),
                seconds(row.getDouble("transaction_seconds")),
                pids(row.getArray("blocked_by")),
                row.getString("waits_for"),
                row.getString("query").strip(),
                Query.instant(row, "backend_start"));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.max(0, Math.round(seconds * 1_000)));
    }

    private static List<Integer> pids(Array array) throws SQLException {
        return Stream.of((Object[]) array.getArray())
                .map(Integer.class::cast)
                .distinct()
                .toList();
    }

    private static TableScans.Counted counted(ResultSet row) throws SQLException {
        return new TableScans.Counted(
                row.getLong("relid"),
                row.getString("relname"),
                row.getLong("n_live_tup"),
                row.getLong("seq_scan"),
                row.getLong("seq_tup_read"));
    }
}
