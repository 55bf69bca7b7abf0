package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import org.junit.jupiter.api.Test;

/** The database is away: devices are told what they are configured to, download what was deployed, and are heard. */
class ConfigurationOutageTest {
    private static final String MAP = "{\"timezone\":\"UTC\"}";

    private final MigratedDatabase database = MigratedDatabase.fresh();

    @Test
    void what_is_known_is_told_what_was_deployed_is_brought_and_what_is_reported_is_there_once_in_the_end() {
        try (DatabaseGate gate = DatabaseGate.before(database);
                RunningFleetServer server = RunningFleetServer.on(gate.url(), database.database()::connect)) {
            // Given
            TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
            TestDevice bare = server.acceptedDevice(RunningFleetServer.serial());
            server.operator().configure(device.identity(), MAP);
            DeploymentId deployment = server.operator().deployConfiguration(device.identity(), "{}");
            String link = device.poll().downloadLink();
            byte[] whole = device.connection().send(Request.of("GET", link)).body();
            assertThat(device.configured("{\"timezone\":\"before\"}")).hasToString("204");

            // When
            gate.shut();
            Eventually.holds("the node is blind", () -> !server.image().fresh());

            // Then
            assertThat(device.configuration().text()).isEqualTo(MAP);
            assertThat(bare.configuration().text()).isEqualTo("{}");
            assertThat(device.poll()).hasToString("200");
            Answer rest = device.connection().send(Request.of("GET", link).header("Range", "bytes=100-"));
            assertThat(rest.status()).isEqualTo(206);
            assertThat(rest.body().length).isEqualTo(whole.length - 100);
            for (int i = 0; i < 20; i++) {
                assertThat(device.configured("{\"timezone\":\"" + i + "\"}")).hasToString("204");
                assertThat(bare.configured("{\"n\":\"" + i + "\"}")).hasToString("204");
            }
            assertThat(device.status(deployment, "success")).hasToString("204");
            assertThat(server.metrics()).contains("holdfast_journal_reports{lane=\"configuration\"} 2.0");

            // When
            gate.open();

            // Then
            Eventually.holds("what was said last is on record", () -> database.number("""
                    select count(*) from reported_configuration
                    where reported in ('{"timezone": "19"}', '{"n": "19"}')
                    """) == 2);
            Eventually.holds(
                    "the deployment is finished",
                    () -> database.text("select standing from deployment").equals("finished"));
            assertThat(database.number("select count(*) from reported_configuration"))
                    .isEqualTo(2);
        }
    }
}
