package io.holdfast.testing;

import io.holdfast.postgres.EmbeddedPostgres;
import io.holdfast.postgres.EmbeddedPostgresOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL servers of this test JVM: at most one of each version, started when first asked for, stopped and deleted
 * when the JVM ends.
 */
public final class TestPostgres {
    private static final Logger log = LoggerFactory.getLogger(TestPostgres.class);
    private static final Path DEBIAN_15 = Path.of("/usr/lib/postgresql/15");

    private TestPostgres() {}

    private static final class Embedded18 {
        static final TestServer SERVER = start(Optional.empty());
    }

    private static final class Debian15 {
        static final TestServer SERVER = start(Optional.of(DEBIAN_15));
    }

    /** The embedded PostgreSQL 18. */
    public static TestServer embedded18() {
        return Embedded18.SERVER;
    }

    /**
     * Debian's PostgreSQL 15; empty, with a warning, where it is not installed. Where {@code HOLDFAST_REQUIRE_CLIENTS=1} its
     * absence is a failure.
     */
    public static Optional<TestServer> debian15() {
        if (Files.isExecutable(DEBIAN_15.resolve("bin/postgres"))) {
            return Optional.of(Debian15.SERVER);
        }
        if ("1".equals(System.getenv("HOLDFAST_REQUIRE_CLIENTS"))) {
            throw new AssertionError("PostgreSQL 15 is required here: install the Debian package postgresql-15");
        }
        log.atWarn().addKeyValue("missing", DEBIAN_15).log("SKIPPED: the tests on PostgreSQL 15 need postgresql-15");
        return Optional.empty();
    }

    /** A new, empty database on the embedded PostgreSQL 18. */
    public static TestDatabase freshDatabase() {
        return embedded18().freshDatabase();
    }

    /** A new database on the embedded PostgreSQL 18, a copy of the named one. */
    public static TestDatabase freshDatabase(String template) {
        return embedded18().freshDatabase(template);
    }

    private static TestServer start(Optional<Path> binaries) {
        TestFolder folder = TestFolder.create();
        EmbeddedPostgresOptions options = EmbeddedPostgresOptions.defaults(folder.path())
                .withBinariesCache(TestFolder.binariesCache())
                .withSetting("max_connections", "200")
                .withSetting("shared_buffers", "64MB")
                .withSetting("archive_mode", "off"); // gigabytes of copies that nobody reads
        EmbeddedPostgres postgres =
                EmbeddedPostgres.start(binaries.map(options::withBinaries).orElse(options));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            quit(postgres.postmasterPid());
            postgres.close();
            folder.delete();
        }));
        return new TestServer(postgres);
    }

    /** Immediate shutdown: the files are about to be deleted, and writing dozens of databases to them takes half a minute. */
    private static void quit(long postmaster) {
        try {
            new ProcessBuilder("kill", "-QUIT", Long.toString(postmaster))
                    .start()
                    .waitFor();
            ProcessHandle.of(postmaster)
                    .ifPresent(process ->
                            process.onExit().orTimeout(5, TimeUnit.SECONDS).join());
        } catch (IOException | InterruptedException | CompletionException slow) {
            log.atWarn().setCause(slow).log("PostgreSQL did not quit at once");
        }
    }
}
