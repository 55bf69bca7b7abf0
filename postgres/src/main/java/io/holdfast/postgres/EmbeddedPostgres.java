package io.holdfast.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL that the server runs for itself, with durable settings, on 127.0.0.1 only and never as root.
 *
 * <p>It outlives a killed server on purpose: the next {@link #start} on the directory adopts it. {@link #close()} is the
 * orderly end. All methods may be called from any thread.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Home home;
    private final DirectoryLock lock;
    private final Launcher launcher;
    private final int port;
    private final ReentrantLock lifecycle = new ReentrantLock();
    private volatile Postmaster postmaster;
    private volatile boolean closed;

    private EmbeddedPostgres(Home home, DirectoryLock lock, Launcher launcher) {
        this.home = home;
        this.lock = lock;
        this.launcher = launcher;
        Launcher.Running running = launcher.adoptOrLaunch();
        this.port = running.port();
        this.postmaster = running.postmaster();
    }

    /**
     * Starts the server in the directory, or adopts the one an earlier run left there, and returns once it answers. After a
     * crash that includes the replay of its WAL, at most 10 minutes; a server that needs longer goes on recovering and is
     * adopted by the next start.
     *
     * @throws EmbeddedPostgresException with a stable code and the next step
     */
    public static EmbeddedPostgres start(EmbeddedPostgresOptions options) {
        Home home = Home.prepare(options.directory());
        DirectoryLock lock = DirectoryLock.take(home);
        try {
            EmbeddedPostgres postgres = new EmbeddedPostgres(home, lock, launcher(home, options));
            log.atInfo()
                    .addKeyValue("pid", postgres.postmasterPid())
                    .addKeyValue("port", postgres.port())
                    .log("PostgreSQL answers");
            return postgres;
        } catch (RuntimeException | Error refused) {
            lock.close();
            throw refused;
        }
    }

    /**
     * Stops a server that an earlier run left behind in the directory, without starting one.
     *
     * @return whether there was one
     * @throws EmbeddedPostgresException {@code postgres.directory-in-use} when a living program holds the directory
     */
    public static boolean stopOrphan(Path directory) {
        Home home = Home.prepare(directory);
        try (DirectoryLock held = DirectoryLock.take(home)) {
            Optional<Postmaster> orphan =
                    PostmasterFile.read(home.data()).flatMap(file -> file.postmaster(home.data()));
            orphan.ifPresent(postmaster -> postmaster.stop(home.data()));
            return orphan.isPresent();
        }
    }

    private static Launcher launcher(Home home, EmbeddedPostgresOptions options) {
        RunAs user = RunAs.forCluster(home.data());
        PassableFolders.require(user, home.path());
        Binaries binaries = options.binaries()
                .map(Binaries::installedAt)
                .orElseGet(() -> BroughtBinaries.in(options.binariesCache().orElse(home.path()), options.progress()));
        PassableFolders.require(user, binaries.home().resolve("bin"));
        Password password = new Cluster(home, user, binaries).prepare(options.progress());
        ServerSettings settings = ServerSettings.durable(options.settings());
        return new Launcher(home, user, binaries, settings, password, options.progress());
    }

    /** The address of a database in this server; the same until the server is closed, across restarts too. */
    public String jdbcUrl(String database) {
        return new Login(port, launcher.password()).url(database);
    }

    /** The superuser. */
    public String username() {
        return Login.USERNAME;
    }

    /** The superuser's password: random, kept in the directory with mode 0600. */
    public String password() {
        return launcher.password().value();
    }

    /** On 127.0.0.1; kept over restarts of the program while it is free. */
    public int port() {
        return port;
    }

    /** The process id of the server's first process, as of the last start. */
    public long postmasterPid() {
        return postmaster.pid();
    }

    /** Whether the process is there; it may be recovering. Costs one read of a small file. */
    public boolean isAlive() {
        return postmaster.isAlive();
    }

    /**
     * Brings a dead server back on the same port and returns once it answers. A living one is never touched, only waited
     * for, at most 60 s: it may be recovering. After {@link #close()} nothing happens.
     *
     * @throws EmbeddedPostgresException when it does not come back; calling again is safe
     */
    public void restart() {
        lifecycle.lock();
        try {
            if (closed) {
                return;
            }
            if (postmaster.isAlive()) {
                awaitAnswer();
                return;
            }
            postmaster = launcher.launchOn(port).postmaster();
            log.atWarn().addKeyValue("pid", postmaster.pid()).log("PostgreSQL was gone and is back");
        } finally {
            lifecycle.unlock();
        }
    }

    private void awaitAnswer() {
        Login login = new Login(port, launcher.password());
        if (!Deadline.in(ANSWER).await(() -> login.ask() instanceof Login.Answer.Ready)) {
            throw new EmbeddedPostgresException(
                    "postgres.not-answering",
                    "PostgreSQL (process " + postmaster.pid() + ") lives but does not answer.",
                    "It may be recovering or frozen; see the log in " + home.logs() + ".");
        }
    }

    /**
     * Deletes the oldest archived WAL segments until at most this many bytes are left. To be called every few minutes: the
     * archive grows by 16 MiB a minute while there is anything to archive. Old log files go with it.
     *
     * @return the number of archive bytes freed
     */
    public long pruneWalArchive(long maxBytes) {
        new ServerLog(home).prune();
        return new WalArchive(home.walArchive()).prune(maxBytes);
    }

    /** Stops the server cleanly and returns when it is gone; by force when it takes longer than a minute. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted(); // a program that ends often interrupts; the stop is to be orderly
        lifecycle.lock();
        try (lock) {
            if (!closed) {
                closed = true;
                postmaster.stop(home.data());
                log.atInfo().addKeyValue("pid", postmaster.pid()).log("PostgreSQL stopped");
            }
        } finally {
            lifecycle.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
