package io.holdfast.operator.database;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the database every few seconds over one of the operator plane's reserved connections, on a thread of its own. Nobody waits for
 * the database: who asks gets what was seen last, with its age.
 */
public final class DatabaseWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DatabaseWatch.class);

    /** Between two looks: what changed lately may be so old, and five statements in 5 s are nothing. */
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** A look takes some 5 ms; a database that says nothing for this long is silent. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(1);

    private final ConnectionSource source;
    private final Clock clock;
    private final DatabaseLook look;
    private final Thread thread;
    private final long startedNanos;
    private volatile @Nullable DatabaseSight sight;
    private boolean wanted;
    private boolean closed;

    private DatabaseWatch(ConnectionSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
        this.look = new DatabaseLook(clock);
        this.startedNanos = clock.monotonicNanos();
        this.thread = Thread.ofPlatform().daemon().name("operator-database").unstarted(this::run);
    }

    /** @param source the reserved connections */
    public static DatabaseWatch start(ConnectionSource source, Clock clock) {
        DatabaseWatch watch = new DatabaseWatch(source, clock);
        watch.thread.start();
        return watch;
    }

    /** What was seen last; empty when nothing ever was. */
    public Optional<DatabaseSight> sight() {
        return Optional.ofNullable(sight);
    }

    /** Since the database last answered, or since the start when it never did. */
    public Duration silence() {
        return Duration.ofNanos(
                clock.monotonicNanos() - sight().map(DatabaseSight::seenNanos).orElse(startedNanos));
    }

    /** Looks now, and waits for it so long at most: what is seen, or empty when the database did not answer in time. */
    public Optional<DatabaseSight> look(Duration atMost) {
        long asked = clock.monotonicNanos();
        long deadline = System.nanoTime() + atMost.toNanos();
        synchronized (this) {
            wanted = true;
            notifyAll();
            try {
                while (!seenSince(asked)) {
                    long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                    if (left <= 0) {
                        return Optional.empty();
                    }
                    wait(left);
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        return sight();
    }

    private boolean seenSince(long nanos) {
        DatabaseSight seen = sight;
        return seen != null && seen.seenNanos() - nanos >= 0;
    }

    /** Whole-table scans of large tables in the last minute, of the table with most. */
    public OptionalDouble sequentialScans() {
        return recent().map(seen -> OptionalDouble.of(seen.scannedTables().stream()
                        .mapToLong(DatabaseSight.ScannedTable::scans)
                        .max()
                        .orElse(0)))
                .orElseGet(OptionalDouble::empty);
    }

    /** Sessions that wait for another's lock. */
    public OptionalDouble blocked() {
        return recent().map(seen -> OptionalDouble.of(seen.sessions().stream()
                        .filter(DatabaseSight.SessionSeen::blocked)
                        .count()))
                .orElseGet(OptionalDouble::empty);
    }

    /** The number of the latest change. */
    public OptionalDouble feedHead() {
        return recent().map(seen -> OptionalDouble.of(seen.feedHead())).orElseGet(OptionalDouble::empty);
    }

    /** A look that was made when it was due: an older one is not the present. */
    private Optional<DatabaseSight> recent() {
        return silence().compareTo(EVERY.multipliedBy(2)) <= 0 ? sight() : Optional.empty();
    }

    private void run() {
        try {
            while (pause()) {
                lookOnce();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** False when it is over. */
    private synchronized boolean pause() throws InterruptedException {
        long deadline = System.nanoTime() + EVERY.toNanos();
        while (!closed && !wanted) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        wanted = false;
        return !closed;
    }

    private void lookOnce() {
        try (Connection connection = source.connection()) {
            connection.setNetworkTimeout(Runnable::run, (int) ANSWER_MAX.toMillis());
            DatabaseSight seen =
                    look.at(connection, sight().map(DatabaseSight::changes).orElse(List.of()));
            publish(seen);
            // After it: a feed that is slow to read is no silence.
            publish(seen.withChanges(DatabaseLook.changes(connection, seen.feedHead())));
        } catch (SQLException | DatabaseException away) {
            log.debug("the database did not answer the operator plane", away);
        }
    }

    private synchronized void publish(DatabaseSight seen) {
        sight = seen;
        notifyAll();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
    }
}
