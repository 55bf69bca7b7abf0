package io.holdfast.integration;

import io.holdfast.platform.config.DatabaseUrl;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.postgres.EmbeddedPostgres;
import io.holdfast.postgres.EmbeddedPostgresOptions;
import io.holdfast.testing.TestDatabase;
import io.holdfast.testing.TestFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** A PostgreSQL of its own, of whose directory a copy is kept and put back: the simplest of all restores. */
final class RestorableDatabase implements AutoCloseable {
    private final TestFolder folder = TestFolder.create();
    private final TestFolder copy = TestFolder.create();
    private EmbeddedPostgres postgres = start();

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(EmbeddedPostgresOptions.defaults(folder.path())
                .withBinariesCache(TestFolder.binariesCache())
                .withSetting("shared_buffers", "32MB")
                .withSetting("archive_mode", "off"));
    }

    TestDatabase database() {
        return new TestDatabase(postgres.jdbcUrl("postgres"), postgres.username(), postgres.password());
    }

    DatabaseUrl url() {
        TestDatabase here = database();
        return new DatabaseUrl(
                here.jdbcUrl(), Optional.of(here.username()), Optional.of(SecretText.of(here.password())));
    }

    /** Stops, copies, starts: this is the moment that a restore goes back to. */
    void backUp() {
        postgres.close();
        run("cp", "-a", folder.path().toString(), copy.path().toString());
        postgres = start();
    }

    /** Stops it; what is there is lost. */
    void lose() {
        postgres.close();
        folder.delete();
    }

    /** Puts the copy in place and starts it, on the same port. */
    void restore() {
        run("cp", "-a", copy.path().toString(), folder.path().toString());
        postgres = start();
    }

    private static void run(String... command) {
        try {
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + status);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        postgres.close();
        folder.delete();
        copy.delete();
    }
}
