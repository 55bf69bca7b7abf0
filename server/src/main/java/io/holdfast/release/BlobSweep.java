package io.holdfast.release;

import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Query;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes blobs that no row names: what a crash leaves between a blob's commit and its row, or between the row's deletion
 * and the blob's. A blob goes only after nothing named it for an hour of this process's own time, so that neither a slow upload
 * nor a wall clock that was set can lose an artifact.
 */
public final class BlobSweep implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BlobSweep.class);

    /** An upload's row follows its blob within the database's statement timeout, well below a minute. */
    static final Duration UNNAMED = Duration.ofHours(1);

    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final int BATCH = 1_000;

    private final BlobStore blobs;
    private final Names names;
    private final FleetTransactions transactions;
    private final Clock clock;
    /** Nanoseconds at which a blob was first seen without a name. As many as crashes left, which is few. */
    private final Map<BlobKey, Long> unnamedSince = new HashMap<>();

    private final Thread thread;

    /** Which of some keys the database names. */
    @FunctionalInterface
    public interface Names {
        List<BlobKey> among(Connection connection, String[] keys);
    }

    BlobSweep(BlobStore blobs, FleetTransactions transactions, Clock clock) {
        this(blobs, BlobSweep::artifacts, transactions, clock);
    }

    private BlobSweep(BlobStore blobs, Names names, FleetTransactions transactions, Clock clock) {
        this.blobs = blobs;
        this.names = names;
        this.transactions = transactions;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("blob-sweep").unstarted(this::run);
    }

    /** Sweeps a store of artifacts every ten minutes until closed. */
    public static BlobSweep start(BlobStore blobs, FleetTransactions transactions, Clock clock) {
        return start(blobs, BlobSweep::artifacts, transactions, clock);
    }

    /** Sweeps a store of anything else every ten minutes until closed. */
    public static BlobSweep start(BlobStore blobs, Names names, FleetTransactions transactions, Clock clock) {
        BlobSweep sweep = new BlobSweep(blobs, names, transactions, clock);
        sweep.thread.start();
        return sweep;
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                sweepOnce();
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweepOnce() {
        try {
            int removed = sweep();
            if (removed > 0) {
                log.atInfo().addKeyValue("blobs", removed).log("blobs that nothing names removed");
            }
        } catch (DatabaseException | IOException later) {
            log.atDebug().addKeyValue("cause", later.getMessage()).log("blobs are swept later");
        }
    }

    /** Looks once; how many blobs it removed. */
    int sweep() throws IOException {
        Set<BlobKey> unnamed = new HashSet<>();
        List<BlobKey> stored = blobs.keys();
        for (int from = 0; from < stored.size(); from += BATCH) {
            unnamed.addAll(unnamed(stored.subList(from, Math.min(stored.size(), from + BATCH))));
        }
        unnamedSince.keySet().retainAll(unnamed);
        int removed = 0;
        for (BlobKey blob : unnamed) {
            long since = unnamedSince.computeIfAbsent(blob, first -> clock.monotonicNanos());
            if (clock.monotonicNanos() - since >= UNNAMED.toNanos()) {
                blobs.delete(blob);
                unnamedSince.remove(blob);
                removed++;
            }
        }
        return removed;
    }

    // All tenants: a blob does not tell whose it is. Releases are few, so this needs no index.
    private static final String NAMED = """
            select blob_key from artifact where blob_key = any(?)
            """;

    private Set<BlobKey> unnamed(List<BlobKey> keys) {
        String[] asked = keys.stream().map(BlobKey::value).toArray(String[]::new);
        Set<BlobKey> unnamed = new HashSet<>(keys);
        transactions.read(connection -> names.among(connection, asked)).forEach(unnamed::remove);
        return unnamed;
    }

    private static List<BlobKey> artifacts(Connection connection, String[] keys) {
        return Query.on(connection, NAMED).with((Object) keys).list(row -> new BlobKey(row.getString("blob_key")));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
