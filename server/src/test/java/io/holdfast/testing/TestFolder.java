package io.holdfast.testing;

import io.holdfast.postgres.EmbeddedPostgres;
import io.holdfast.postgres.EmbeddedPostgresException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder for one test server. Not JUnit's {@code @TempDir}: that is closed to others, and PostgreSQL's unprivileged user
 * must pass it when the tests run as root.
 */
public record TestFolder(Path path) {
    private static final String PREFIX = "run-";

    /** Also removes what killed test JVMs left behind. */
    public static TestFolder create() {
        Path base = base();
        leftBehind(base).forEach(TestFolder::sweep);
        return new TestFolder(base.resolve(PREFIX + UUID.randomUUID()));
    }

    /** Shared by all test runs of this user: the binaries are unpacked once. */
    public static Path binariesCache() {
        return base();
    }

    /** Also when another test JVM sweeps it at the same time, or a dying PostgreSQL still takes its own files away. */
    public void delete() {
        int triesLeft = 10;
        while (Files.exists(path)) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException | UncheckedIOException moved) {
                if (--triesLeft == 0) {
                    throw new IllegalStateException("cannot remove " + path, moved);
                }
            }
        }
    }

    private static Path base() {
        Path base =
                Path.of(System.getProperty("java.io.tmpdir"), "holdfast-test-pg-" + System.getProperty("user.name"));
        try {
            Files.createDirectories(base);
            Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-xr-x"));
            return base;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<Path> leftBehind(Path base) {
        try (Stream<Path> folders = Files.list(base)) {
            return folders.filter(folder -> folder.getFileName().toString().startsWith(PREFIX))
                    .filter(folder -> Files.exists(folder.resolve("lock")))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void sweep(Path folder) {
        try {
            EmbeddedPostgres.stopOrphan(folder);
            new TestFolder(folder).delete();
        } catch (EmbeddedPostgresException | IllegalStateException busy) {
            // Another test JVM is using it, or sweeping it too.
            return;
        }
    }
}
