package io.holdfast.integration;

import io.holdfast.edge.intake.IntakeRole;
import io.holdfast.platform.database.Query;
import io.holdfast.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What PostgreSQL itself has counted in one database, in {@code pg_stat_statements}. */
final class DatabaseStatements implements AutoCloseable {
    /** What a node asks whether devices call or not: the feed's look every 200 ms, its lease and its look at the others' every 3 s, the
     * standbys every minute. */
    private static final List<String> BACKGROUND = List.of(
            "select pg_is_in_recovery() as recovering",
            "insert into node as n",
            "select node_id, boot_id, started_at, lease_renewed_at",
            "select tenant_id, device_id, command_id, kind",
            // The operator plane's look every 5 s.
            "select max(seq) as feed_head",
            "from pg_stat_activity",
            "from pg_stat_user_tables",
            "unnest(kinds, tenant_ids, ids)",
            "from schema_history",
            "select current_setting('synchronous_standby_names')",
            "pg_stat_statements");

    private final Connection connection;

    private DatabaseStatements(Connection connection) {
        this.connection = connection;
    }

    static DatabaseStatements of(TestDatabase database) throws SQLException {
        Connection connection = database.connect();
        Query.on(connection, "create extension if not exists pg_stat_statements")
                .update();
        return new DatabaseStatements(connection);
    }

    private static final String CALLS = """
            select r.rolname || ': ' || s.query as statement, sum(s.calls) as calls
            from pg_stat_statements s
            join pg_database d on d.oid = s.dbid
            join pg_roles r on r.oid = s.userid
            where d.datname = current_database()
            group by r.rolname, s.query
            """;

    /** Calls so far by role and text, those of the background left out. */
    Map<String, Long> calls() {
        Map<String, Long> calls = new TreeMap<>();
        Query.on(connection, CALLS).list(row -> calls.put(row.getString("statement"), row.getLong("calls")));
        calls.keySet().removeIf(statement -> BACKGROUND.stream().anyMatch(statement::contains));
        return calls;
    }

    /** Statements that ran since the earlier reading, with how often. */
    Map<String, Long> since(Map<String, Long> earlier) {
        Map<String, Long> more = new TreeMap<>();
        calls().forEach((statement, calls) -> {
            long before = earlier.getOrDefault(statement, 0L);
            if (calls > before) {
                more.put(statement, calls - before);
            }
        });
        return more;
    }

    /** Of these, the calls that intake made: all that device requests can cause. */
    static long ofIntake(Map<String, Long> calls) {
        return calls.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(IntakeRole.NAME + ": "))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
