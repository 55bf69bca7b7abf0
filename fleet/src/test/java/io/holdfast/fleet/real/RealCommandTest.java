package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Commands that wait for an unmodified mender-connect which is not there yet, and is told when it is. */
class RealCommandTest {
    private static final String DEVICES = "/api/management/v1/holdfast/devices/";

    private final Workbench bench = Workbench.open();

    @Test
    void an_agent_that_comes_later_is_told_once_what_waited_for_it_and_answers() {
        try (RealDevice device = bench.device("told-later")) {
            // Given
            String commands = DEVICES + bench.accept(device) + "/commands";
            List<String> queued = List.of(
                    queue(commands, "check_update"),
                    queue(commands, "send_inventory"),
                    queue(commands, "check_update"));
            assertThat(queued.get(2)).as("waits already").isEqualTo(queued.getFirst());
            queued.forEach(command -> assertThat(state(command)).isEqualTo("waiting"));

            // When
            try (RealConnect agent = device.connect()) {
                queued.forEach(command -> bench.eventually(
                        "answered", device, () -> state(command).equals("answered")));

                // Then
                assertThat(agent.isRunning()).isTrue();
                for (String command : queued) {
                    assertThat(bench.api()
                                    .get(command)
                                    .expect(200)
                                    .json()
                                    .path("failed")
                                    .asBoolean(true))
                            .as(agent.log())
                            .isFalse();
                }
                assertThat(bench.api().delete(queued.getFirst()).status()).isEqualTo(409);
            }
        }
    }

    /** Where the command is, new or waiting already. */
    private String queue(String commands, String kind) {
        int status = bench.api().post(commands, Map.of("command", kind)).status();
        assertThat(status).isIn(200, 201);
        for (JsonNode command : bench.api().get(commands).expect(200).json()) {
            if (command.path("command").asString().equals(kind)) {
                return commands + "/" + command.path("id").asString();
            }
        }
        throw new AssertionError("a command is not listed");
    }

    private String state(String command) {
        return bench.api().get(command).expect(200).json().path("state").asString();
    }
}
