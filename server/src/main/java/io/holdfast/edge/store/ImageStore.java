package io.holdfast.edge.store;

import io.holdfast.edge.feed.DurableImage;
import io.holdfast.edge.feed.FeedCursor;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageChanges;
import io.holdfast.edge.image.ImageContents;
import io.holdfast.edge.image.ImageRollout;
import io.holdfast.platform.clock.Clock;
import io.holdfast.tenancy.TenantId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the fleet image on the disk: a snapshot of the records, and in SQLite what changed since. A write that fails ends it for
 * good and takes the snapshot away, so that the next start reads everything from the database instead of an old truth.
 */
final class ImageStore implements DurableImage {
    private static final Logger log = LoggerFactory.getLogger(ImageStore.class);

    /** Replaying so many at a start takes about a quarter of a second. */
    static final int CHANGES_MAX = 50_000;

    /** A quiet fleet's few changes are folded as well: a start replays at most ten minutes. */
    static final Duration SNAPSHOT_EVERY = Duration.ofMinutes(10);

    private final SqliteFile sqlite;
    private final SnapshotFolder folder;
    private final ImageContents image;
    private final Clock clock;
    // One snapshot at a time; the applier does not wait for it, a full load and the end do.
    private final ReentrantLock snapshotting = new ReentrantLock();
    private volatile boolean failed;
    private volatile Thread background = Thread.ofPlatform().unstarted(() -> {});
    private FeedCursor cursor;
    private long changes;
    private long snapshotNanos;

    ImageStore(
            SqliteFile sqlite, SnapshotFolder folder, FleetImage image, Clock clock, FeedCursor cursor, long changes) {
        this.sqlite = sqlite;
        this.folder = folder;
        this.image = new ImageContents(image);
        this.clock = clock;
        this.cursor = cursor;
        this.changes = changes;
        this.snapshotNanos = clock.monotonicNanos();
    }

    @Override
    public void keep(ImageChanges batch, FeedCursor next) {
        if (failed) {
            return;
        }
        try {
            sqlite.write(connection -> {
                ImageTables.changes(connection, image, batch, next.seq());
                ImageTables.cursor(connection, next);
                return true;
            });
            cursor = next;
            changes += batch.devices().getLongCardinality();
            snapshotIfDue();
        } catch (SQLException | RuntimeException refused) {
            fail(refused);
        }
    }

    private void snapshotIfDue() {
        boolean due = changes >= CHANGES_MAX
                || changes > 0 && clock.monotonicNanos() - snapshotNanos >= SNAPSHOT_EVERY.toNanos();
        if (due && !background.isAlive()) {
            Point point = point();
            changes = 0;
            snapshotNanos = clock.monotonicNanos();
            background = Thread.ofPlatform().name("image-snapshot").daemon().start(() -> snapshot(point));
        }
    }

    /** What a snapshot holds for certain: everything up to a number. Records that change while it is written change twice. */
    private record Point(long seq, int records, List<TenantId> tenants, List<ImageRollout> rollouts) {}

    private Point point() {
        return new Point(cursor.seq(), image.records(), image.tenants(), image.rollouts());
    }

    private void snapshot(Point point) {
        snapshotting.lock();
        try {
            if (failed) {
                return;
            }
            String name = folder.write(image, point.tenants(), point.records());
            sqlite.write(connection -> {
                StoredCohorts.news(connection, image); // the file's records may name them
                ImageTables.fold(connection, point.rollouts(), point.seq());
                ImageTables.snapshot(connection, name);
                return true;
            });
            folder.keepOnly(name);
        } catch (IOException | SQLException | RuntimeException refused) {
            fail(refused);
        } finally {
            snapshotting.unlock();
        }
    }

    @Override
    public void keepAll(FeedCursor next) {
        snapshotting.lock();
        try {
            if (failed) {
                return;
            }
            cursor = next;
            Point point = point();
            String name = folder.write(image, point.tenants(), point.records());
            sqlite.write(connection -> {
                ImageTables.forget(connection);
                ImageTables.all(connection, image, next.seq());
                ImageTables.cursor(connection, next);
                ImageTables.snapshot(connection, name);
                return true;
            });
            folder.keepOnly(name);
            changes = 0;
            snapshotNanos = clock.monotonicNanos();
        } catch (IOException | SQLException | RuntimeException refused) {
            fail(refused);
        } finally {
            snapshotting.unlock();
        }
    }

    @Override
    public void salvage(FeedCursor lost) {
        try {
            folder.salvage(image, lost.seq());
        } catch (IOException refused) {
            log.atError().setCause(refused).log("the image before the new era could not be salvaged");
        }
    }

    /** Folds what changed into a last snapshot, after the applier has stopped. */
    void finish() {
        if (changes > 0) {
            snapshot(point());
        }
    }

    /** Whether the local store fell behind for good. */
    boolean failed() {
        return failed;
    }

    private void fail(Exception why) {
        failed = true;
        folder.forget();
        log.atError()
                .setCause(why)
                .log("the local store failed: the node goes on without it and reads everything anew at its next start");
    }
}
