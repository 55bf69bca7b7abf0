package io.holdfast.fleet.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code serve --gated} as a process: who is let in before, and after, the self-check's verdict. */
class GatedStartTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final String REPORT_OF_A_LATER_START = """
            update node set report_high_water = 1000::bigint << 39
            """;

    @Test
    void the_ports_open_after_a_good_verdict_and_are_closed_without_one_and_after_a_bad_one() throws Exception {
        try (WorkFolder folder = WorkFolder.create("gated");
                OwnPostgres postgres = OwnPostgres.start(folder.resolve("postgres"), Map.of())) {
            // Given
            ServerLaunch launch = ServerLaunch.in(folder.resolve("data"))
                    .withDatabase(postgres.url())
                    .with("--gated");

            // When
            try (ServerProcess server = ServerProcess.start(launch)) {
                // Then
                assertThat(server.awaitReady()).isPositive();
                assertThat(verdict(launch)).isEqualTo("passed");
                assertThat(ops(launch, "/ready").path("ready").asBoolean()).isTrue();
                assertThat(listens(launch.httpPort())).isTrue();
                assertThat(listens(launch.httpsPort())).isTrue();
            }

            // Given: the database knows reports of starts that this node folder has never seen, so it is an old copy
            execute(postgres, REPORT_OF_A_LATER_START);
            postgres.processes().kill();

            // When: it knows its fleet, and cannot ask
            try (ServerProcess server = ServerProcess.launch(launch)) {
                // Then
                Poll.require(
                        "it says what it waits for",
                        LIMIT,
                        () -> verdict(launch).equals("undecided"));
                assertClosed(launch);

                // When
                postgres.restart();

                // Then
                Poll.require(
                        "the verdict is there", LIMIT, () -> verdict(launch).equals("failed"));
                assertThat(finding(launch, "reports"))
                        .containsPattern("bad: the database has report .* the node folder is an old copy");
                Poll.require(
                        "the operator is told",
                        LIMIT,
                        () -> server.lastLines(50).contains("The start is gated and the self-check failed (reports: "));
                assertClosed(launch);
                assertThat(server.isAlive()).as("the operators' port works on").isTrue();
                assertThat(server.lastLines(50)).doesNotContain("Exception in thread");
            }
        }
    }

    private static void assertClosed(ServerLaunch launch) {
        assertThat(listens(launch.httpPort())).isFalse();
        assertThat(listens(launch.httpsPort())).isFalse();
        JsonNode ready = ops(launch, "/ready");
        assertThat(ready.path("ready").asBoolean()).isFalse();
        assertThat(ready.path("reasons").path("gate").asString())
                .isEqualTo("the start is gated and the self-check has not passed; see /self-check");
        assertThat(ops(launch, "/live").path("live").asBoolean()).isTrue();
    }

    /** Empty while nobody answers. */
    private static String verdict(ServerLaunch launch) {
        return listens(launch.opsPort())
                ? ops(launch, "/self-check").path("verdict").asString()
                : "";
    }

    private static String finding(ServerLaunch launch, String check) {
        JsonNode findings = ops(launch, "/self-check").path("findings");
        return IntStream.range(0, findings.size())
                .mapToObj(findings::get)
                .filter(finding -> finding.path("check").asString().equals(check))
                .map(finding -> finding.path("grade").asString() + ": "
                        + finding.path("sentence").asString())
                .findFirst()
                .orElse("");
    }

    private static JsonNode ops(ServerLaunch launch, String path) {
        try (OperatorPort port = new OperatorPort(launch)) {
            return port.ask(path).orElseThrow(() -> new AssertionError("the operators' port does not answer"));
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (ConnectException nobody) {
            return false;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void execute(OwnPostgres postgres, String sql) throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }
}
