package io.holdfast.gateway.presence;

import io.holdfast.edge.feed.NodeIdentity;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Transactions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the book into the database, at most two transactions a second however many devices come and go, and reads the other nodes'
 * leases. While the database is away the book keeps.
 */
final class PresenceWriter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PresenceWriter.class);

    /** 18,000 devices that come back at once are written in 18 s, while nobody waits for it. */
    static final int BATCH_MAX = 500;

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LEASES_EVERY = Duration.ofSeconds(3);
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    /** Batches that are written while the node stops: as many devices as a drain of 10 s ends. */
    private static final int LAST_BATCHES_MAX = 50;

    private final PresenceBook book;
    private final NodeLeases leases;
    private final NodeIdentity node;
    private final Transactions transactions;
    private final Clock clock;
    private final Thread thread;
    private volatile boolean stopped;
    private boolean failing;
    private boolean leasesRead;
    private long leasesNanos;

    PresenceWriter(PresenceBook book, NodeLeases leases, NodeIdentity node, Transactions transactions, Clock clock) {
        this.book = book;
        this.leases = leases;
        this.node = node;
        this.transactions = transactions;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("presence-writer").unstarted(this::run);
    }

    PresenceWriter start() {
        thread.start();
        return this;
    }

    private void run() {
        while (!stopped) {
            step();
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        book.settle();
        for (int i = 0; i < LAST_BATCHES_MAX && !book.isEmpty() && step(); i++) {
            // until everything is written or the database is away
        }
    }

    /** One batch, if there is one, and the leases when it is time; whether the database took it. */
    boolean step() {
        try {
            if (!leasesRead || clock.monotonicNanos() - leasesNanos >= LEASES_EVERY.toNanos()) {
                leases.read(transactions.read(PresenceRows::nodes));
                leasesRead = true;
                leasesNanos = clock.monotonicNanos();
            }
            writeBatch();
            failing = false;
            return true;
        } catch (DatabaseException away) {
            if (!failing) {
                failing = true;
                log.atWarn().addKeyValue("why", away.getMessage()).log("presence waits for the database");
            }
            return false;
        } catch (RuntimeException fault) {
            log.atError().setCause(fault).log("writing presence failed; it is tried again");
            return false;
        }
    }

    private void writeBatch() {
        Set<DeviceRef> departed = book.departed(BATCH_MAX);
        List<LinkChange> changes = book.changes(BATCH_MAX).stream()
                .filter(change -> !departed.contains(change.device()))
                .toList();
        List<PresenceBook.TimelineEntry> events = book.takeEvents(BATCH_MAX);
        if (departed.isEmpty() && changes.isEmpty() && events.isEmpty()) {
            return;
        }
        List<PresenceBook.TimelineEntry> kept = events.stream()
                .filter(entry -> !departed.contains(entry.device()))
                .toList();
        try {
            boolean written = transactions.write(connection -> {
                if (!changes.isEmpty()) {
                    PresenceRows.write(connection, node, changes);
                }
                if (!kept.isEmpty()) {
                    PresenceRows.enter(connection, kept);
                }
                if (!departed.isEmpty()) {
                    PresenceRows.forget(connection, departed);
                }
                return true;
            });
        } catch (RuntimeException notWritten) {
            book.putBack(kept);
            throw notWritten;
        }
        book.written(changes);
        book.written(book.changes(Integer.MAX_VALUE).stream()
                .filter(change -> departed.contains(change.device()))
                .toList());
        book.forgotten(departed);
    }

    /** Writes what there is and stops; at most 5 s. */
    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            if (!thread.join(STOP_MAX)) {
                log.atWarn().log("presence was not written in time");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
