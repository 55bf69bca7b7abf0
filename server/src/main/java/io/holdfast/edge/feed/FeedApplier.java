package io.holdfast.edge.feed;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.clock.ClockWatch;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that keeps the fleet image up to date, the image's only writer. It looks at the feed when nudged and every 200 ms
 * anyway, over a connection of its own, and takes a new one when that breaks, for ever.
 */
public final class FeedApplier implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FeedApplier.class);

    /** What a lost nudge costs. */
    static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private static final Duration RETRY_MIN = Duration.ofMillis(100);
    private static final Duration RETRY_MAX = Duration.ofSeconds(2);

    /** A silent database is a broken connection: no statement of a look takes so long, and a load's first row comes sooner. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    // Waiting for a lock on the node's row would hold up the feed.
    private static final String SESSION = """
            set application_name = 'holdfast feed';
            set lock_timeout = '200ms';
            set idle_in_transaction_session_timeout = '60s'
            """;

    private final ConnectionSource source;
    private final FeedFollower follower;
    private final NodeLease lease;
    private final LongSupplier appliedSeq;
    private final FeedCounters counters;
    // One place: a nudge that finds another waiting says nothing new.
    private final BlockingQueue<Boolean> nudges = new ArrayBlockingQueue<>(1);
    private final Thread thread;
    private volatile boolean stopped;
    private Duration retry = RETRY_MIN;

    private FeedApplier(
            ConnectionSource source,
            FeedFollower follower,
            NodeLease lease,
            LongSupplier appliedSeq,
            FeedCounters counters) {
        this.source = source;
        this.follower = follower;
        this.lease = lease;
        this.appliedSeq = appliedSeq;
        this.counters = counters;
        this.thread = Thread.ofPlatform().name("feed-applier").daemon().unstarted(this::run);
    }

    /**
     * Starts following.
     *
     * @param source gives connections that are the caller's alone, never from a pool that requests wait for
     * @param watch is told what the database's clock says
     * @param appliedSeq what the node's lease reports
     */
    public static FeedApplier start(
            ConnectionSource source,
            FeedFollower follower,
            NodeIdentity node,
            LongSupplier appliedSeq,
            Clock clock,
            ClockWatch watch,
            FeedCounters counters) {
        FeedApplier applier =
                new FeedApplier(source, follower, new NodeLease(node, clock, watch), appliedSeq, counters);
        applier.thread.start();
        return applier;
    }

    /** Says that there may be something new. Never blocks, may be lost, from any thread. */
    public void nudge() {
        boolean placed = nudges.offer(Boolean.TRUE);
    }

    private void run() {
        while (!stopped) {
            try (Connection connection = source.connection()) {
                open(connection);
                follow(connection);
            } catch (InterruptedException stop) {
                stopped = true;
            } catch (SQLException | DatabaseException away) {
                disconnected(away);
            } catch (RuntimeException fault) {
                log.atError().setCause(fault).log("applying the feed failed; it is tried again");
                disconnected(fault);
            }
        }
    }

    private void open(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        connection.setNetworkTimeout(Runnable::run, (int) SILENCE_MAX.toMillis());
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION);
        }
    }

    private void follow(Connection connection) throws SQLException, InterruptedException {
        while (!stopped) {
            boolean more = follower.step(connection);
            retry = RETRY_MIN;
            if (!more) {
                renew(connection);
                Boolean nudged = nudges.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }

    private void renew(Connection connection) {
        try {
            lease.renewIfDue(connection, appliedSeq.getAsLong());
        } catch (DatabaseException busy) {
            if (busy.kind() != DatabaseException.Kind.CONTENTION) {
                throw busy;
            }
        }
    }

    private void disconnected(Exception why) {
        if (stopped) {
            return;
        }
        if (retry.equals(RETRY_MIN)) {
            counters.disconnected();
            log.atWarn().addKeyValue("why", why.getMessage()).log("the feed cannot be read; the image grows stale");
        }
        try {
            Thread.sleep(retry);
        } catch (InterruptedException stop) {
            stopped = true;
        }
        Duration doubled = retry.multipliedBy(2);
        retry = doubled.compareTo(RETRY_MAX) < 0 ? doubled : RETRY_MAX;
    }

    /** Stops after the batch under way; at most 5 s. */
    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        try {
            if (!thread.join(STOP_MAX)) {
                log.atWarn().log("the feed's applier did not stop in time");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
