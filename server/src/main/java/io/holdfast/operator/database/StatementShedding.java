package io.holdfast.operator.database;

import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Ends the sessions that work for one area or one tenant: first their statements are cancelled, and what is still there a second later is
 * terminated. Looks again until nothing is left, because callers who were waiting for a connection get those that become free. The
 * source is to be switched off before.
 */
public final class StatementShedding {
    /** Between cancelling and terminating: a cancelled statement rolls back and its session lives on, which is kinder to the pool. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** Callers wait 3 s for a connection; after that nobody is left who was let in before the source was off. */
    private static final Duration OVER = Duration.ofSeconds(8);

    private static final Duration AGAIN = Duration.ofMillis(250);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(1);

    private final ConnectionSource source;

    /** @param source the reserved connections */
    public StatementShedding(ConnectionSource source) {
        this.source = source;
    }

    /**
     * Whose sessions are meant.
     *
     * @param area of the API, as their tag has it
     * @param tenant its id
     */
    public record Whose(Optional<String> area, Optional<String> tenant) {}

    /** What came of it. */
    public sealed interface Outcome {
        /**
         * @param left sessions that were still at it in the end
         */
        record Shed(int cancelled, int terminated, int left) implements Outcome {}

        /** The database does not answer: what it does is not known. The source is off all the same. */
        record Unknown() implements Outcome {}
    }

    // pg_terminate_backend and pg_cancel_backend name a pid, which is somebody else's a moment later: so who it works
    // for is asked in the
    // same statement.
    private static final String CANCEL = """
            select pid, pg_cancel_backend(pid) as done
            from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
                and application_name like ? and application_name like ?
            limit 500
            """;

    private static final String TERMINATE = """
            select pid, pg_terminate_backend(pid) as done
            from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
                and application_name like ? and application_name like ? and pid = any (?)
            limit 500
            """;

    /** Ends them; takes a second or a few. */
    public Outcome shed(Whose whose) throws InterruptedException {
        Set<Integer> cancelled = new LinkedHashSet<>();
        Set<Integer> terminated = new LinkedHashSet<>();
        long began = System.nanoTime();
        List<Integer> working;
        try {
            do {
                working = run(CANCEL, whose, List.of());
                cancelled.addAll(working);
                if (!working.isEmpty()) {
                    TimeUnit.NANOSECONDS.sleep(GRACE.toNanos());
                    terminated.addAll(run(TERMINATE, whose, working));
                } else {
                    TimeUnit.NANOSECONDS.sleep(AGAIN.toNanos());
                    working = run(CANCEL, whose, List.of());
                    cancelled.addAll(working);
                }
            } while (!working.isEmpty() && System.nanoTime() - began < OVER.toNanos());
            return new Outcome.Shed(cancelled.size(), terminated.size(), working.size());
        } catch (SQLException | DatabaseException away) {
            return new Outcome.Unknown();
        }
    }

    private List<Integer> run(String sql, Whose whose, List<Integer> pids) throws SQLException {
        try (Connection connection = source.connection()) {
            connection.setNetworkTimeout(Runnable::run, (int) ANSWER_MAX.toMillis());
            List<Object> arguments = new ArrayList<>(List.of(
                    "holdfast-control " + whose.area().map(area -> area + "%").orElse("%"),
                    whose.tenant().map(tenant -> "% " + tenant.replace("-", "")).orElse("%")));
            if (!pids.isEmpty()) {
                arguments.add(pids.toArray(Integer[]::new));
            }
            return Query.on(connection, sql).with(arguments.toArray()).list(row -> row.getInt("pid"));
        }
    }
}
