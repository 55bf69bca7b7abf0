package io.holdfast.edge.store;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.platform.clock.Clock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps in the local store for how long the node has been blind, so that a restart does not begin to count anew. */
public final class SightKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SightKeeper.class);

    /** One small durable write a minute: what a crash forgets of the shortest limit, 15 minutes. */
    static final Duration WRITE_EVERY = Duration.ofMinutes(1);

    /** How soon it is noted that the node sees again. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final SqliteFile sqlite;
    private final FleetImage image;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().daemon().name("sight").unstarted(this::run);
    private Sight stored;
    private long storedNanos;

    SightKeeper(SqliteFile sqlite, FleetImage image, Clock clock, Sight stored) {
        this.sqlite = sqlite;
        this.image = image;
        this.clock = clock;
        this.stored = stored;
        this.storedNanos = clock.monotonicNanos();
    }

    /** Keeps it until closed. */
    public SightKeeper start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!closing.await(LOOK_EVERY.toSeconds(), TimeUnit.SECONDS)) {
                keepIfDue();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stores it when the last time is a minute ago, or when the node sees again after having been blind. */
    synchronized void keepIfDue() {
        boolean seesAgain = image.fresh() && stored.blind().compareTo(FleetImage.FRESH_MAX) > 0;
        if (seesAgain || clock.monotonicNanos() - storedNanos >= WRITE_EVERY.toNanos()) {
            keep();
        }
    }

    private void keep() {
        Sight next = stored.next(clock.now(), image.blindFor(), image.fresh());
        try {
            sqlite.write(connection -> {
                ImageTables.meta(connection, LocalStore.SIGHT, next.bytes());
                return true;
            });
            stored = next;
            storedNanos = clock.monotonicNanos();
        } catch (SQLException refused) {
            log.atWarn().setCause(refused).log("for how long the node has been blind could not be stored");
        }
    }

    /** Stores it a last time. */
    @Override
    public void close() {
        closing.countDown();
        synchronized (this) {
            keep();
        }
    }
}
