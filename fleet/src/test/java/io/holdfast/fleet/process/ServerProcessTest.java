package io.holdfast.fleet.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.fleet.load.Target;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerProcessTest {
    @Test
    void a_server_is_started_killed_and_started_again_on_its_ports_with_its_certificate() {
        try (WorkFolder folder = WorkFolder.create("process")) {
            ServerLaunch launch = ServerLaunch.in(folder.resolve("data"));
            ServerProcess first = ServerProcess.start(launch);
            Path before = ServerCertificate.fetch(launch.httpsPort(), folder.resolve("before.crt"));
            assertThat(first.awaitReady()).isPositive();
            assertThat(first.cost().cpu()).isPositive();

            first.kill();

            assertThat(first.isAlive()).isFalse();
            try (ServerProcess second = ServerProcess.start(launch)) {
                assertThat(second.pid()).isNotEqualTo(first.pid());
                assertThat(ServerCertificate.fetch(launch.httpsPort(), folder.resolve("after.crt")))
                        .hasSameTextualContentAs(before);
                assertThat(Target.tls(launch.httpsPort(), before).tls()).isPresent();
            }
        }
    }

    @Test
    void a_kept_server_does_not_run_on_a_database_that_became_unsafe() throws SQLException {
        try (WorkFolder folder = WorkFolder.create("unsafe");
                OwnPostgres postgres = OwnPostgres.start(folder.resolve("postgres"), Map.of())) {
            // Given
            ServerLaunch launch = ServerLaunch.in(folder.resolve("data")).withDatabase(postgres.url());
            ServerProcess.start(launch).close();
            commitsWait(postgres, "off");

            // When
            ServerProcess again = ServerProcess.launch(launch);

            // Then: it knows its fleet and opened its ports before it met the database
            assertThat(again.awaitExit(Duration.ofMinutes(2))).isEqualTo(1);
            assertThat(again.lastLines(20))
                    .contains("PostgreSQL runs with synchronous_commit = off", "database.unsafe-setting");
            commitsWait(postgres, "on");
            ServerProcess.start(launch).close();
        }
    }

    private static void commitsWait(OwnPostgres postgres, String value) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("alter database " + connection.getCatalog() + " set synchronous_commit = " + value);
        }
    }

    @Test
    void a_server_that_refuses_to_start_is_reported_with_its_words() {
        try (WorkFolder folder = WorkFolder.create("refusal")) {
            ServerLaunch launch = ServerLaunch.in(folder.resolve("data")).with("--no-such-option");

            assertThatThrownBy(() -> ServerProcess.start(launch))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no-such-option");
        }
    }
}
