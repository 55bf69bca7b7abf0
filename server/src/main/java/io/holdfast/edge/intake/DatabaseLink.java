package io.holdfast.edge.intake;

import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A writer's one connection. Connecting happens on a thread of its own: while a frozen PostgreSQL keeps a log-in waiting, the
 * writer goes on answering devices from the journal.
 */
final class DatabaseLink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DatabaseLink.class);
    private static final long PAUSE_MIN_MS = 20;
    private static final long PAUSE_MAX_MS = 500;

    private final ConnectionSource source;
    private final IntakeSession session;
    private final Runnable onUp;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread connector;
    private volatile State state = new Away(Optional.empty());

    private sealed interface State {}

    private record Up(IntakeSession.Open open) implements State {}

    private record Away(Optional<IntakeSession.Open> before) implements State {}

    private record Closed() implements State {}

    DatabaseLink(String name, ConnectionSource source, IntakeSession session, Runnable onUp) {
        this.source = source;
        this.session = session;
        this.onUp = onUp;
        this.connector = Thread.ofPlatform().daemon().name(name + "-connector").unstarted(this::keepConnected);
    }

    void start() {
        connector.start();
    }

    /** The connection, while there is one. For the writer's thread only. */
    Optional<Connection> connection() {
        return state instanceof Up up ? Optional.of(up.open().connection()) : Optional.empty();
    }

    /** Called by the writer when a statement's outcome is unknown, or nothing more is to be expected of the connection. */
    void lost() {
        lock.lock();
        try {
            if (state instanceof Up up) {
                state = new Away(Optional.of(up.open()));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is a connection. */
    boolean awaitUp(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (!(state instanceof Up) && left > 0) {
                left = changed.awaitNanos(left);
            }
            return state instanceof Up;
        } finally {
            lock.unlock();
        }
    }

    private void keepConnected() {
        long pause = PAUSE_MIN_MS;
        while (true) {
            switch (state) {
                case Closed closed -> {
                    return;
                }
                case Up up -> awaitChange(Long.MAX_VALUE);
                case Away away -> {
                    if (connect(away.before())) {
                        pause = PAUSE_MIN_MS;
                    } else {
                        awaitChange(Duration.ofMillis(pause).toNanos());
                        pause = Math.min(2 * pause, PAUSE_MAX_MS);
                    }
                }
            }
        }
    }

    private boolean connect(Optional<IntakeSession.Open> before) {
        before.ifPresent(DatabaseLink::discard);
        try {
            Connection connection = source.connection();
            try {
                arrived(session.open(connection, before));
                return true;
            } catch (SQLException | DatabaseException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException | DatabaseException e) {
            log.atDebug().addKeyValue("cause", e.getMessage()).log("intake cannot reach the database");
            return false;
        }
    }

    private void arrived(IntakeSession.Open open) {
        lock.lock();
        try {
            if (state instanceof Closed) {
                discard(open);
                return;
            }
            state = new Up(open);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        log.atInfo().addKeyValue("backend", open.pid()).log("intake is connected to the database");
        onUp.run();
    }

    private void awaitChange(long nanos) {
        lock.lock();
        try {
            State seen = state;
            long left = nanos;
            while (state == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            state = new Closed();
        } finally {
            lock.unlock();
        }
    }

    private static void discard(IntakeSession.Open open) {
        try {
            open.connection().close();
        } catch (SQLException broken) {
            log.atDebug().addKeyValue("cause", broken.getMessage()).log("a lost connection did not close in order");
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (state instanceof Up up) {
                discard(up.open());
            }
            state = new Closed();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
