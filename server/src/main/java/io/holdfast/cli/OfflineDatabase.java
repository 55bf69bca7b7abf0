package io.holdfast.cli;

import io.holdfast.platform.config.DatabaseUrl;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.platform.startup.DataDirectory;
import io.holdfast.platform.startup.StartRefused;
import io.holdfast.postgres.EmbeddedPostgres;
import io.holdfast.postgres.EmbeddedPostgresOptions;
import io.holdfast.postgres.RunningPostgres;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The database of a configuration for a one-shot command: the external one; or the embedded one of the running server;
 * or, when no server runs, the embedded one started for the length of the command, with the directory claimed meanwhile.
 */
public final class OfflineDatabase implements AutoCloseable {

    private final DatabaseUrl url;
    private final List<AutoCloseable> held;

    private OfflineDatabase(DatabaseUrl url, List<AutoCloseable> held) {
        this.url = url;
        this.held = held;
    }

    /**
     * Opens it.
     *
     * @param database its name in the embedded server; an external URL names its own
     * @throws StartRefused when a server holds the directory and its database does not answer
     */
    public static OfflineDatabase open(ServerConfig config, String database, Consumer<String> progress) {
        return config.databaseUrl()
                .map(external -> new OfflineDatabase(external, List.of()))
                .orElseGet(() -> embedded(config, database, progress));
    }

    /** Where it is; the user may do everything in it when it is the embedded one. */
    public DatabaseUrl url() {
        return url;
    }

    @Override
    public void close() {
        for (AutoCloseable each : held) {
            try {
                each.close();
            } catch (RuntimeException failed) {
                throw failed;
            } catch (Exception impossible) { // neither of the two declares any
                throw new IllegalStateException(impossible);
            }
        }
    }

    private static OfflineDatabase embedded(ServerConfig config, String database, Consumer<String> progress) {
        DataDirectory claimed;
        try {
            claimed = DataDirectory.claim(config.data());
        } catch (StartRefused refused) {
            if (refused.code().equals(DataDirectory.IN_USE)) {
                return running(config, database, refused);
            }
            throw refused;
        }
        try {
            EmbeddedPostgres started = EmbeddedPostgres.start(
                    EmbeddedPostgresOptions.defaults(config.postgresDirectory()).withProgress(progress));
            DatabaseUrl url = url(started.jdbcUrl(database), started.username(), started.password());
            return new OfflineDatabase(url, List.of(started, claimed));
        } catch (RuntimeException failed) {
            claimed.close();
            throw failed;
        }
    }

    private static OfflineDatabase running(ServerConfig config, String database, StartRefused held) {
        RunningPostgres running = RunningPostgres.in(config.postgresDirectory())
                .orElseThrow(() -> new StartRefused(
                        "database.not-answering",
                        held.sentence() + " Its database does not answer.",
                        "Wait until it is ready and try again."));
        return new OfflineDatabase(url(running.jdbcUrl(database), running.username(), running.password()), List.of());
    }

    private static DatabaseUrl url(String jdbcUrl, String user, String password) {
        return new DatabaseUrl(jdbcUrl, Optional.of(user), Optional.of(SecretText.of(password)));
    }
}
