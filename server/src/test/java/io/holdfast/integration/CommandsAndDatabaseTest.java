package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.json.Json;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.wire.link.MenderClientMessage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What commands cost the database, and what becomes of them while it is away. */
class CommandsAndDatabaseTest {
    private static final int FLEET = 60;

    private final MigratedDatabase database = MigratedDatabase.fresh();

    @Test
    void a_fleet_that_comes_back_costs_no_statement_for_a_device() throws SQLException {
        try (RunningFleetServer server = RunningFleetServer.on(database)) {
            // Given
            TestDevice away = server.acceptedDevice(RunningFleetServer.serial());
            queue(server, away);
            List<TestDevice> fleet = new ArrayList<>();
            for (int i = 0; i < FLEET; i++) {
                fleet.add(server.acceptedDevice(RunningFleetServer.serial()));
            }
            List<TestAgent> agents = new ArrayList<>();
            try (DatabaseStatements statements = DatabaseStatements.of(database.database())) {
                Map<String, Long> before = statements.calls();

                // When
                fleet.forEach(device -> agents.add(TestAgent.connect(server.http(), device)));
                Eventually.holds("all are there", () -> server.metric("holdfast_links") == FLEET);
                Eventually.holds(
                        "and on record", () -> database.number("select count(*) from device_presence") == FLEET);

                // Then: but for the look of every two seconds, which is the node's own
                Map<String, Long> ran = statements.since(before);
                assertThat(ran.keySet()).noneMatch(sql -> sql.contains("device_command"));
                // And: who is there is written by the batch, and nothing is asked for a device
                assertThat(ran)
                        .allSatisfy((sql, calls) -> assertThat(calls).as(sql).isLessThan(FLEET / 2));
            }
            assertThat(server.metric("holdfast_commands_waiting")).isEqualTo(1);
            agents.forEach(TestAgent::close);
        }
    }

    @Test
    void a_command_that_waits_while_the_database_is_away_is_sent_once_when_it_is_back() {
        try (DatabaseGate gate = DatabaseGate.before(database);
                RunningFleetServer server = RunningFleetServer.on(gate.url(), database.database()::connect)) {
            // Given
            TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
            String command = queue(server, device);
            Eventually.holds("the node knows of it", () -> server.metric("holdfast_commands_waiting") == 1);

            // When
            gate.shut();
            Eventually.holds("the node is blind", () -> !server.image().fresh());
            try (TestAgent agent = TestAgent.connect(server.http(), device)) {
                Eventually.holds("it is there", () -> server.metric("holdfast_links") == 1);
                assertThat(agent.got()).isEmpty();
                gate.open();

                // Then
                Eventually.holds(
                        "the device answers",
                        () -> database.text("select state from device_command").equals("answered"));
                assertThat(agent.got(MenderClientMessage.CheckUpdate.class)).hasSize(1);
            }
            Eventually.holds("the node sees again", () -> server.image().fresh());
            assertThat(Json.tree(server.operator()
                                    .send(Request.of("GET", command))
                                    .body())
                            .path("state")
                            .asString())
                    .isEqualTo("answered");
        }
    }

    private static String queue(RunningFleetServer server, TestDevice device) {
        String commands =
                "/api/management/v1/holdfast/devices/" + server.operator().deviceId(device.identity()) + "/commands";
        Answer answer = server.operator().send(Request.of("POST", commands).sized("{\"command\":\"check_update\"}"));
        assertThat(answer).hasToString("201");
        return answer.header("location").orElseThrow();
    }
}
