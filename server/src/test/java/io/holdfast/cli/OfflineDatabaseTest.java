package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.config.DatabaseUrl;
import io.holdfast.platform.config.EffectiveConfig;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.config.Setting;
import io.holdfast.platform.config.Settings;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.platform.startup.DataDirectory;
import io.holdfast.platform.startup.StartRefused;
import io.holdfast.postgres.EmbeddedPostgres;
import io.holdfast.postgres.EmbeddedPostgresOptions;
import io.holdfast.testing.TestFolder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OfflineDatabaseTest {

    private final TestFolder folder = TestFolder.create();

    @AfterEach
    void delete() {
        if (java.nio.file.Files.exists(folder.path())) {
            folder.delete();
        }
    }

    @Test
    void without_a_server_the_database_is_started_and_beside_one_it_is_shared() throws SQLException {
        ServerConfig config = config(Map.of());
        try (OfflineDatabase alone = OfflineDatabase.open(config, "postgres", step -> {})) {
            assertThat(answers(alone.url())).isTrue();
            assertThatThrownBy(() -> DataDirectory.claim(config.data())).isInstanceOf(StartRefused.class);
        }

        try (DataDirectory server = DataDirectory.claim(config.data());
                EmbeddedPostgres postgres =
                        EmbeddedPostgres.start(EmbeddedPostgresOptions.defaults(config.postgresDirectory()))) {
            try (OfflineDatabase beside = OfflineDatabase.open(config, "postgres", step -> {})) {
                assertThat(beside.url().jdbcUrl()).isEqualTo(postgres.jdbcUrl("postgres"));
                assertThat(answers(beside.url())).isTrue();
            }
            assertThat(postgres.isAlive()).isTrue();
            assertThat(server.path()).isDirectory();
        }
    }

    @Test
    void a_server_whose_database_does_not_answer_is_told() {
        ServerConfig config = config(Map.of());
        try (DataDirectory server = DataDirectory.claim(config.data())) {
            assertThat(server.path()).isDirectory();
            assertThatThrownBy(() -> OfflineDatabase.open(config, "postgres", step -> {}))
                    .isInstanceOfSatisfying(
                            StartRefused.class,
                            refused -> assertThat(refused.code()).isEqualTo("database.not-answering"));
        }
    }

    @Test
    void an_external_database_is_taken_as_named_and_the_directory_left_alone() {
        ServerConfig config = config(Map.of(Settings.DATABASE_URL, "postgresql://me:secret@db/fleet"));
        try (OfflineDatabase external = OfflineDatabase.open(config, "ignored", step -> {})) {
            assertThat(external.url().jdbcUrl()).isEqualTo("jdbc:postgresql://db/fleet");
            assertThat(config.data()).doesNotExist();
        }
    }

    private ServerConfig config(Map<Setting<?>, String> more) {
        Map<Setting<?>, String> given = new HashMap<>(more);
        given.put(Settings.DATA, folder.path().toString());
        return ServerConfig.of(EffectiveConfig.load(given, Map.of(), Optional.empty()));
    }

    private static boolean answers(DatabaseUrl url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                url.jdbcUrl(),
                url.user().orElseThrow(),
                url.password().map(SecretText::reveal).orElseThrow())) {
            return connection.isValid(5);
        }
    }
}
