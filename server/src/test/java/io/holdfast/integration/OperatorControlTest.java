package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.json.Json;
import io.holdfast.testing.MigratedDatabase;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Failures 16 and 17: an operator turns a tenant or a route off with the database frozen, and on again. */
class OperatorControlTest {
    private final MigratedDatabase database = MigratedDatabase.fresh();

    @Test
    void a_tenants_route_is_off_at_once_without_the_database_and_on_again() {
        try (DatabaseGate gate = DatabaseGate.before(database);
                RunningFleetServer server = RunningFleetServer.on(gate.url(), database.database()::connect)) {
            TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
            String tenant = database.text("select tenant_id::text from tenant limit 1");
            assertThat(device.poll()).hasToString("204");

            gate.freeze();
            JsonNode off = call(server, "POST", "/switches", """
                    {"tenant": "%s", "route": "poll", "minutes": 1, "why": "a drill"}
                    """.formatted(tenant));
            assertThat(off.path("kept").asBoolean()).isTrue();
            Answer refused = device.poll();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after").orElse("")).matches("[1-9][0-9]+");
            assertThat(device.inventory("kernel-1").status()).isEqualTo(200);
            assertThat(call(server, "GET", "/switches", "")
                            .path("switches")
                            .path(0)
                            .path("refused")
                            .asInt())
                    .isEqualTo(1);

            call(server, "DELETE", "/switches/" + off.path("id").asString(""), "");
            assertThat(device.poll()).hasToString("204");

            call(server, "POST", "/switches", "{\"route\": \"authentication\"}");
            assertThat(device.authenticate().status()).isEqualTo(503);
            call(server, "POST", "/switches", "{\"route\": \"management\"}");
            assertThat(server.operator()
                            .send(Request.of("GET", "/api/management/v2/devauth/devices"))
                            .status())
                    .isEqualTo(503);
            call(server, "GET", "/switches", "")
                    .path("switches")
                    .forEach(each -> call(
                            server, "DELETE", "/switches/" + each.path("id").asString(""), ""));
            JsonNode shed = call(server, "POST", "/statements/shed", "{\"route\": \"management/devauth\"}");
            assertThat(shed.path("database").asString("")).isEqualTo("unknown");
            assertThat(call(server, "GET", "/statements", "").path("database").asString(""))
                    .isEqualTo("unknown");
            gate.open();
            assertThat(server.operator()
                            .send(Request.of("GET", "/api/management/v2/devauth/devices"))
                            .status())
                    .isEqualTo(503);
            assertThat(call(server, "GET", "/audit", "").path("deeds").size()).isGreaterThanOrEqualTo(5);
            call(server, "DELETE", "/switches/" + shed.path("switch").asString(""), "");
        }
    }

    @Test
    void ending_a_tenants_statements_turns_its_people_off_and_not_its_devices() {
        try (RunningFleetServer server = RunningFleetServer.on(database)) {
            TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
            String tenant = database.text("select tenant_id::text from tenant limit 1");
            JsonNode shed = call(server, "POST", "/statements/shed", "{\"tenant\": \"%s\"}".formatted(tenant));
            assertThat(shed.path("database").asString("")).isEqualTo("answered");
            assertThat(device.poll()).hasToString("204");
            assertThat(device.inventory("kernel-1").status()).isEqualTo(200);
            assertThat(server.operator()
                            .send(Request.of("GET", "/api/management/v2/devauth/devices"))
                            .status())
                    .isEqualTo(503);
            call(server, "DELETE", "/switches/" + shed.path("switch").asString(""), "");
            assertThat(call(server, "POST", "/statements/shed", "{}")
                            .path("code")
                            .asString(""))
                    .isEqualTo("switch.target");
        }
    }

    @Test
    void what_is_not_there_cannot_be_switched_off() {
        try (RunningFleetServer server = RunningFleetServer.on(database)) {
            for (String wrong : new String[] {
                "{}",
                "{\"route\": \"nonsense\"}",
                "{\"tenant\": \"nonsense\"}",
                "{\"route\": \"poll\", \"minutes\": 0}",
                "{\"route\": \"poll\", \"minutes\": 1441}",
                "{\"route\": \"poll\", \"minutes\": \"soon\"}",
                "{\"route\": \"poll\", \"minutes\": 9223372036854775807}",
                "{\"route\": \"authentication\", \"tenant\": \"9c9f6c8e-6f3a-4a61-9a55-0d7a4f0a0a01\"}",
                "{"
            }) {
                assertThat(call(server, "POST", "/switches", wrong).path("code").asString(""))
                        .as(wrong)
                        .isNotEmpty();
            }
            assertThat(call(server, "POST", "/statements/shed", "{\"route\": \"poll\"}")
                            .path("code")
                            .asString(""))
                    .isEqualTo("shed.route");
            assertThat(call(server, "GET", "/switches", "").path("switches").size())
                    .isZero();
            assertThat(call(server, "GET", "/statements", "").path("database").asString(""))
                    .isEqualTo("answered");
        }
    }

    private static JsonNode call(RunningFleetServer server, String method, String path, String body) {
        return Json.tree(server.ops(method, path, body));
    }
}
