package io.holdfast.assembly;

import io.holdfast.edge.intake.IntakeRole;
import io.holdfast.edge.intake.IntakeSource;
import io.holdfast.platform.config.DatabaseUrl;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.DatabasePools;
import io.holdfast.platform.database.DatabaseRole;
import io.holdfast.platform.database.Migrations;
import io.holdfast.platform.database.PoolUse;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.platform.startup.StartRefused;
import io.holdfast.postgres.DurabilityCheck;
import io.holdfast.postgres.EmbeddedPostgres;
import io.holdfast.postgres.EmbeddedPostgresException;
import io.holdfast.postgres.EmbeddedPostgresOptions;
import io.holdfast.postgres.UnsafeSetting;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to PostgreSQL. It opens on a thread of its own, because devices are served before it is there: until it was started or
 * reached, found safe and migrated, every connection asked for fails as "the database is away". Nothing happens before
 * {@link #start}: a node that knows its fleet opens its ports first, because starting and migrating a database takes the second of
 * two cores for a second.
 */
final class DatabasePlane implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DatabasePlane.class);

    /** Our own PostgreSQL's database and the archive of its log: two hours of full segments, or months of a quiet fleet. */
    static final String DATABASE = "postgres";

    private static final long ARCHIVE_BYTES_MAX = 8L << 30;
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** A statement or a start of PostgreSQL under way may end. */
    private static final Duration STOP_MAX = Duration.ofSeconds(30);

    private static final Duration PRUNE_EVERY = Duration.ofMinutes(1);

    private final ServerConfig config;
    private final Consumer<String> progress;
    private final CompletableFuture<Reached> reached = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable EmbeddedPostgres embedded;

    private record Reached(DatabaseUrl url, DatabasePools pools) {}

    private DatabasePlane(ServerConfig config, Consumer<String> progress) {
        this.config = config;
        this.progress = progress;
        this.thread = Thread.ofPlatform().daemon().name("database").unstarted(this::run);
    }

    /** The way, not yet gone. */
    static DatabasePlane to(ServerConfig config, Consumer<String> progress) {
        return new DatabasePlane(config, progress);
    }

    /** Begins to reach the database, in the background. Again is the same as once; not after {@link #close}. */
    synchronized void start() {
        if (thread.getState() == Thread.State.NEW && closing.getCount() > 0) {
            thread.start();
        }
    }

    ConnectionSource control() {
        return () -> now().pools().control().connection();
    }

    ConnectionSource operator() {
        return () -> now().pools().operator().connection();
    }

    /** How much of the control plane's pool is in use; empty until the database was reached. */
    Optional<PoolUse> controlUse() {
        return isReached() ? Optional.of(reached.join().pools().controlUse()) : Optional.empty();
    }

    /** The sessions of the control plane's pool, as PostgreSQL numbers them; none until the database was reached. */
    Set<Integer> controlSessions() {
        return isReached() ? reached.join().pools().controlSessions() : Set.of();
    }

    /** The same of the operator plane's. */
    Optional<PoolUse> operatorUse() {
        return isReached() ? Optional.of(reached.join().pools().operatorUse()) : Optional.empty();
    }

    /** The feed's own connection. Waits until the database was reached for the first time: there is nothing to read before. */
    ConnectionSource feed() {
        return () -> {
            try {
                return reached.get().pools().single(DatabaseRole.LOADER).connection();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new SQLTransientConnectionException("the node stops", "08003", stopped);
            } catch (ExecutionException unusable) {
                throw new SQLTransientConnectionException("the database cannot be used", "08001", unusable);
            }
        };
    }

    /** The intake's own connections, which are never the pool's. */
    ConnectionSource intake() {
        return () -> {
            DatabaseUrl url = now().url();
            return new IntakeSource(
                            url.jdbcUrl(),
                            new IntakeSource.Login(
                                    url.user().orElse(""),
                                    url.password().map(SecretText::reveal).orElse("")))
                    .connection();
        };
    }

    boolean isReached() {
        return reached.isDone() && !reached.isCompletedExceptionally();
    }

    /** Waits until the database is reached; rethrows what makes it unusable. False when the time is over. */
    boolean await(Duration atMost) {
        try {
            reached.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        }
    }

    private Reached now() throws SQLException {
        if (!isReached()) {
            throw new SQLTransientConnectionException("the database is not there yet", "08001");
        }
        return reached.join();
    }

    private void run() {
        try {
            reached.complete(reach());
        } catch (RuntimeException unusable) {
            log.atError().addKeyValue("why", unusable.getMessage()).log("the database cannot be used");
            reached.completeExceptionally(unusable);
        }
        watch();
    }

    private Reached reach() {
        DatabaseUrl url = config.databaseUrl().orElseGet(this::startEmbedded);
        boolean told = false;
        while (true) {
            try {
                prepare(url);
                return new Reached(url, DatabasePools.open(url));
            } catch (DatabaseException away) {
                if (away.kind() == DatabaseException.Kind.FAULT || pauseUntilClosed(LOOK_EVERY)) {
                    throw away;
                }
                if (!told) {
                    progress.accept("waiting for the database");
                    told = true;
                }
            }
        }
    }

    private DatabaseUrl startEmbedded() {
        EmbeddedPostgres started = EmbeddedPostgres.start(
                EmbeddedPostgresOptions.defaults(config.postgresDirectory()).withProgress(progress));
        embedded = started;
        return new DatabaseUrl(
                started.jdbcUrl(DATABASE),
                Optional.of(started.username()),
                Optional.of(SecretText.of(started.password())));
    }

    private static void prepare(DatabaseUrl url) {
        try (DatabasePools pools = DatabasePools.open(url, 1);
                Connection connection = pools.single(DatabaseRole.CONTROL).connection()) {
            refuseUnsafe(DurabilityCheck.unsafeSettings(connection));
            Migrations.run(url);
            if (!IntakeRole.grant(connection)) {
                log.atWarn().log("the database's user may not create roles: reports are written as that user");
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static void refuseUnsafe(List<UnsafeSetting> unsafe) {
        if (!unsafe.isEmpty()) {
            UnsafeSetting first = unsafe.getFirst();
            throw new StartRefused(
                    "database.unsafe-setting",
                    "PostgreSQL runs with " + first.name() + " = " + first.value() + ": " + first.consequence() + ".",
                    "Set " + first.name() + " = " + first.safeValue() + " and start again.");
        }
    }

    /** Brings our own PostgreSQL back when it was killed, and keeps its archive within bounds. */
    private void watch() {
        long nextPrune = System.nanoTime();
        while (!pauseUntilClosed(LOOK_EVERY)) {
            EmbeddedPostgres ours = embedded;
            if (ours == null) {
                continue;
            }
            try {
                if (!ours.isAlive()) {
                    log.atWarn().log("PostgreSQL is gone; starting it again");
                    ours.restart();
                }
                if (System.nanoTime() - nextPrune >= 0) {
                    ours.pruneWalArchive(ARCHIVE_BYTES_MAX);
                    nextPrune = System.nanoTime() + PRUNE_EVERY.toNanos();
                }
            } catch (EmbeddedPostgresException again) {
                log.atError().addKeyValue("why", again.getMessage()).log("PostgreSQL does not start; trying again");
            }
        }
    }

    private boolean pauseUntilClosed(Duration pause) {
        try {
            return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Also when it was never started: a refused start closes what it has. */
    @Override
    public void close() {
        boolean started;
        synchronized (this) {
            closing.countDown();
            started = thread.getState() != Thread.State.NEW;
        }
        try {
            // Joining a thread that was never started is an error.
            boolean ended = !started || thread.join(STOP_MAX);
            if (!ended) {
                log.atWarn().log("the database's thread did not stop in time");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (isReached()) {
            reached.join().pools().close();
        }
        EmbeddedPostgres ours = embedded;
        if (ours != null) {
            ours.close();
        }
    }
}
