package io.holdfast.edge.store;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps in the local store how many links a node has, so that after a crash it knows how many devices come back at once. */
public final class LinkCountKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LinkCountKeeper.class);

    /** One small durable write a minute at most: the count is for a forecast, and a fleet does not double in a minute. */
    private static final Duration WRITE_EVERY = Duration.ofMinutes(1);

    /** Less of a change is not worth a write. */
    private static final double CHANGE_MIN = 0.05;

    private final SqliteFile sqlite;
    private final IntSupplier links;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().daemon().name("link-count").unstarted(this::run);
    private int stored;

    LinkCountKeeper(SqliteFile sqlite, IntSupplier links, int stored) {
        this.sqlite = sqlite;
        this.links = links;
        this.stored = stored;
    }

    LinkCountKeeper start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!closing.await(WRITE_EVERY.toSeconds(), TimeUnit.SECONDS)) {
                keepIfChanged();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stores the count when it is another than the stored one. */
    synchronized void keepIfChanged() {
        int now = links.getAsInt();
        if (Math.abs(now - stored) <= CHANGE_MIN * stored) {
            return;
        }
        try {
            sqlite.write(connection -> {
                ImageTables.meta(
                        connection,
                        LocalStore.LINKS,
                        ByteBuffer.allocate(Integer.BYTES).putInt(now).array());
                return true;
            });
            stored = now;
        } catch (SQLException refused) {
            log.atWarn().setCause(refused).log("how many links the node has could not be stored");
        }
    }

    /** Stores it a last time. */
    @Override
    public void close() {
        closing.countDown();
        keepIfChanged();
    }
}
