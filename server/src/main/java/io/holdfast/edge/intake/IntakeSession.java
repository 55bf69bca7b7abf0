package io.holdfast.edge.intake;

import io.holdfast.platform.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Makes a fresh connection fit for intake. */
final class IntakeSession {
    /**
     * A statement that PostgreSQL does not answer in this time has an unknown outcome and goes to the journal: a device waits
     * at most 2 s. The server's own statement timeout ends what is abandoned half a second later.
     */
    private static final int ANSWER_MS = 1_500;

    private final IntakeCounters counters;

    IntakeSession(IntakeCounters counters) {
        this.counters = counters;
    }

    /** A connection and the server process behind it. */
    record Open(Connection connection, int pid, Instant startedAt) {}

    /**
     * Sets the session up. The process behind an earlier connection is ended first: a statement that was given up may be asleep
     * in it, and must not wake up behind the ones that follow.
     */
    Open open(Connection connection, Optional<Open> before) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, ANSWER_MS);
        connection.setAutoCommit(true);
        Open open = whoAnswers(connection);
        if (before.isPresent()) {
            end(connection, before.get());
        }
        limit(connection);
        takeRole(connection);
        counters.setUp(before.isPresent() ? 4 : 3);
        return open;
    }

    private static final String WHO = """
            select pid, backend_start, pg_is_in_recovery() as standby from pg_stat_activity where pid = pg_backend_pid()
            """;

    private static Open whoAnswers(Connection connection) throws SQLException {
        record Answer(Open open, boolean standby) {}
        Answer answer = Query.on(connection, WHO)
                .first(row -> new Answer(
                        new Open(connection, row.getInt("pid"), Query.instant(row, "backend_start")),
                        row.getBoolean("standby")))
                .orElseThrow(() -> new SQLException("no such backend", "08006"));
        if (answer.standby()) {
            throw new SQLException("a standby takes no reports", "57P03");
        }
        return answer.open();
    }

    private static final String END = """
            select pg_terminate_backend(pid, 1000) as ended from pg_stat_activity where pid = ? and backend_start = ?
            """;

    private static void end(Connection connection, Open before) throws SQLException {
        boolean ended = Query.on(connection, END)
                .with(before.pid(), before.startedAt())
                .first(row -> row.getBoolean("ended"))
                .orElse(true);
        if (!ended) {
            throw new SQLException("the process of the lost connection still runs", "57P03");
        }
    }

    /**
     * The keys of a batch are few and every table has their index, so the plan must not depend on statistics, which may be
     * those of yesterday's empty table: nested loops over indexes, in the order in which the joins are written, planned once.
     * Left to choose the order, PostgreSQL read a whole deployment for each report: 2.2 s instead of 9 ms a batch.
     */
    private static final String LIMIT = """
            select set_config('lock_timeout', '200ms', false), set_config('statement_timeout', '2s', false),
                   set_config('idle_in_transaction_session_timeout', '2s', false),
                   set_config('plan_cache_mode', 'force_generic_plan', false), set_config('jit', 'off', false),
                   set_config('enable_seqscan', 'off', false), set_config('enable_hashjoin', 'off', false),
                   set_config('enable_mergejoin', 'off', false), set_config('join_collapse_limit', '1', false),
                   set_config('from_collapse_limit', '1', false)
            """;

    private static void limit(Connection connection) {
        Query.on(connection, LIMIT).list(row -> row);
    }

    /** Roles are of the whole server: one that another database made may have no rights in this one. */
    private static final String TAKE_ROLE = """
            select set_config('role', rolname, false) from pg_roles
            where rolname = ? and pg_has_role(oid, 'member') and has_table_privilege(oid, 'device', 'delete')
            """;

    private static void takeRole(Connection connection) {
        Query.on(connection, TAKE_ROLE).with(IntakeRole.NAME).list(row -> row);
    }
}
