package io.holdfast.operator.database;

import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Ends this node's sessions that work for one area or one tenant: first their statements are cancelled, and what is still there a second later is
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
    private final Supplier<Set<Integer>> own;

    /**
     * @param source the reserved connections
     * @param own the sessions of this node's control plane, as PostgreSQL numbers them: another node's, where the source is not off,
     *     are left alone
     */
    public StatementShedding(ConnectionSource source, Supplier<Set<Integer>> own) {
        this.source = source;
        this.own = own;
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
         * @param cancelled sessions that were told to stop what they did
         * @param terminated sessions that were ended
         * @param left sessions that were still at it when all was done
         */
        record Shed(int cancelled, int terminated, int left) implements Outcome {}

        /** The database does not answer: what it does is not known. The source is off all the same. */
        record Unknown() implements Outcome {}

        /**
         * The database answers and refuses; nothing or not all was ended.
         *
         * @param why in its own words
         */
        record Failed(String why) implements Outcome {}
    }

    // pg_terminate_backend and pg_cancel_backend name a pid, which is somebody else's a moment later: so who it works
    // for is asked in the same statement. One session of another user, who took our name, would be refused and fail
    // all.
    private static final String CANCEL = """
            select pid, pg_cancel_backend(pid) as done
            from pg_stat_activity
            where datname = current_database() and usename = current_user and state <> 'idle'
                and application_name like ? and application_name like ? and pid = any (?)
            limit 500
            """;

    private static final String TERMINATE = """
            select pid, pg_terminate_backend(pid) as done
            from pg_stat_activity
            where datname = current_database() and usename = current_user and state <> 'idle'
                and application_name like ? and application_name like ? and pid = any (?)
            limit 500
            """;

    private static final String AT_WORK = """
            select pid, true as done
            from pg_stat_activity
            where datname = current_database() and usename = current_user and state <> 'idle'
                and application_name like ? and application_name like ? and pid = any (?)
            limit 500
            """;

    private record Told(int pid, boolean done) {}

    /** Ends them; takes a second or a few. */
    public Outcome shed(Whose whose) throws InterruptedException {
        Set<Integer> cancelled = new LinkedHashSet<>();
        Set<Integer> terminated = new LinkedHashSet<>();
        long began = System.nanoTime();
        try {
            int quiet = 0;
            // Twice nobody: who waited for a connection that became free is at work a moment later.
            while (quiet < 2 && System.nanoTime() - began < OVER.toNanos()) {
                List<Told> working = run(CANCEL, whose, own.get());
                keep(cancelled, working);
                quiet = working.isEmpty() ? quiet + 1 : 0;
                TimeUnit.NANOSECONDS.sleep((working.isEmpty() ? AGAIN : GRACE).toNanos());
                if (!working.isEmpty()) {
                    Set<Integer> told = working.stream().map(Told::pid).collect(Collectors.toSet());
                    keep(terminated, run(TERMINATE, whose, told));
                }
            }
            return new Outcome.Shed(
                    cancelled.size(),
                    terminated.size(),
                    run(AT_WORK, whose, own.get()).size());
        } catch (SQLException refused) {
            return outcome(new DatabaseException(refused));
        } catch (DatabaseException refused) {
            return outcome(refused);
        }
    }

    private static void keep(Set<Integer> pids, List<Told> told) {
        told.stream().filter(Told::done).map(Told::pid).forEach(pids::add);
    }

    private static Outcome outcome(DatabaseException refused) {
        return refused.kind() == DatabaseException.Kind.UNAVAILABLE
                ? new Outcome.Unknown()
                : new Outcome.Failed(refused.sqlState() + " " + refused.getMessage());
    }

    private List<Told> run(String sql, Whose whose, Set<Integer> pids) throws SQLException {
        try (Connection connection = source.connection()) {
            connection.setNetworkTimeout(Runnable::run, (int) ANSWER_MAX.toMillis());
            return Query.on(connection, sql)
                    .with(
                            "holdfast-control "
                                    + whose.area().map(area -> area + "%").orElse("%"),
                            whose.tenant()
                                    .map(tenant -> "% " + tenant.replace("-", ""))
                                    .orElse("%"),
                            pids.toArray(Integer[]::new))
                    .list(row -> new Told(row.getInt("pid"), row.getBoolean("done")));
        }
    }
}
