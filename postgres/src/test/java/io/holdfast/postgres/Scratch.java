package io.holdfast.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A folder that PostgreSQL's unprivileged user can pass (JUnit's own is closed to others), gone after the test. */
final class Scratch implements AutoCloseable {
    private final Path path = cache().resolve("scratch-" + UUID.randomUUID());
    private final List<String> progress = new ArrayList<>();

    /** Shared with the tests of other modules. */
    static Path cache() {
        Path cache =
                Path.of(System.getProperty("java.io.tmpdir"), "holdfast-test-pg-" + System.getProperty("user.name"));
        try {
            Files.createDirectories(cache);
            Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
            return cache;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Path path() {
        return path;
    }

    Home home() {
        return new Home(path);
    }

    List<String> progress() {
        return progress;
    }

    EmbeddedPostgresOptions options() {
        return optionsFor(path).withProgress(progress::add);
    }

    static EmbeddedPostgresOptions optionsFor(Path directory) {
        return EmbeddedPostgresOptions.defaults(directory)
                .withBinariesCache(cache())
                .withSetting("shared_buffers", "32MB");
    }

    EmbeddedPostgres start() {
        return EmbeddedPostgres.start(options());
    }

    @Override
    public void close() {
        try {
            EmbeddedPostgres.stopOrphan(path);
            Trees.delete(path);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
