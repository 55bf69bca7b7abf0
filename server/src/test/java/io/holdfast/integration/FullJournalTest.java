package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import org.junit.jupiter.api.Test;

class FullJournalTest {
    /** Logs of these sizes fill what room there is, to the last few bytes. */
    private static final int[] LOG_CHARS = {900_000, 50_000, 2_000, 1};

    private final MigratedDatabase database = MigratedDatabase.fresh();

    @Test
    void with_the_database_away_and_the_journal_full_reports_are_put_off_and_everything_else_is_answered() {
        try (DatabaseGate gate = DatabaseGate.before(database);
                RunningFleetServer server = RunningFleetServer.on(gate.url(), database.database()::connect)) {
            // Given
            TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
            TestDevice quiet = server.acceptedDevice(RunningFleetServer.serial());
            String release = "release-" + RunningFleetServer.serial();
            server.operator().upload(release);
            DeploymentId deployment = server.operator().deploy(release, device.identity());
            Answer offered = device.poll();
            assertThat(device.status(deployment, "downloading")).hasToString("204");
            gate.shut();
            Eventually.holds("the node is blind", () -> !server.image().fresh());

            // When
            int kept = 0;
            for (int chars : LOG_CHARS) {
                String message = "x".repeat(chars);
                while (device.log(deployment, message).status() == 204) {
                    kept++;
                }
            }

            // Then
            assertThat(kept).isGreaterThan(10);
            putOff(device.log(deployment, "the last words"));
            putOff(device.status(deployment, "failure"));
            putOff(device.inventory("7.1"));
            assertThat(device.poll().status()).isEqualTo(offered.status()).isEqualTo(200);
            assertThat(device.connection()
                            .send(Request.of("GET", offered.downloadLink()))
                            .status())
                    .isEqualTo(200);
            assertThat(quiet.poll()).hasToString("204");
            assertThat(quiet.authenticate()).hasToString("200");
            assertThat(server.metrics()).contains("holdfast_journal_failed 0.0");

            // When
            gate.open();

            // Then
            Eventually.holds(
                    "reports are taken again",
                    () -> device.status(deployment, "failure").status() == 204);
            assertThat(device.inventory("7.1")).hasToString("200");
            Eventually.holds("the journal is empty", () -> server.metrics().contains("holdfast_journal_bytes 0.0"));
            assertThat(database.text("select status from deployment_device where finished"))
                    .isEqualTo("failure");
            assertThat(database.text("select messages from deployment_log")).contains("x");
            assertThat(database.text("select attributes->'kernel'->>'value' from inventory"))
                    .isEqualTo("7.1");
        }
    }

    private static void putOff(Answer answer) {
        assertThat(answer).hasToString("503 report.not-durable");
        assertThat(answer.retryAfter()).isPresent();
    }
}
