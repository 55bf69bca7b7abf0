package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.platform.json.Json;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.wire.link.MenderClientMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Commands from the person's wish to the device's answer, over real links. */
class WaitingCommandsTest {
    private static final String CHECK = "{\"command\":\"check_update\"}";
    private static final String SEND = "{\"command\":\"send_inventory\"}";

    private static final MigratedDatabase database = MigratedDatabase.fresh();
    private static RunningFleetServer server;

    @BeforeAll
    static void start() {
        server = RunningFleetServer.on(database);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_command_waits_for_a_device_that_is_away_and_is_sent_once_when_it_is_back() {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String check = queue(device, CHECK);
        String send = queue(device, SEND);
        assertThat(show(check).path("state").asString()).isEqualTo("waiting");

        // When
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            answered(check);
            answered(send);

            // Then
            assertThat(agent.got(MenderClientMessage.CheckUpdate.class)).hasSize(1);
            assertThat(agent.got(MenderClientMessage.SendInventory.class)).hasSize(1);
            assertThat(agent.deaths()).isEmpty();
        }
        assertThat(show(check).path("failed").asBoolean(true)).isFalse();
        assertThat(show(check).path("sent").asString()).isNotEmpty();
        assertThat(list(device)).hasSize(2);

        // When: it comes again
        try (TestAgent again = TestAgent.connect(server.http(), device)) {
            String last = queue(device, CHECK);
            answered(last);

            // Then
            assertThat(wishes(again)).isEqualTo(1);
        }
    }

    @Test
    void a_device_whose_client_cannot_do_it_says_why() {
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            agent.clientFails();
            String command = queue(device, CHECK);

            answered(command);

            assertThat(show(command).path("failed").asBoolean(false)).isTrue();
            assertThat(show(command).path("answer").asString()).isEqualTo("no such service");
        }
    }

    @Test
    void what_was_taken_back_or_has_expired_is_never_sent() {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String cancelled = queue(device, CHECK);
        assertThat(send("DELETE", cancelled)).hasToString("204");
        String expired = queue(device, CHECK);
        database.number(
                "with u as (update device_command set expires_at = now() - interval '1 second'"
                        + " where command_id = ? returning 1) select count(*) from u",
                id(expired));
        String fresh = queue(device, CHECK);

        // When
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            answered(fresh);

            // Then
            assertThat(wishes(agent)).isEqualTo(1);
        }
        assertThat(show(cancelled).path("state").asString()).isEqualTo("cancelled");
        assertThat(show(expired).path("state").asString()).isEqualTo("expired");
        for (String ended : List.of(cancelled, expired, fresh)) {
            assertThat(send("DELETE", ended)).hasToString("409 command.not-waiting");
        }
    }

    @Test
    void who_asks_for_what_waits_already_is_shown_that() {
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String first = queue(device, CHECK);

        Answer again = post(device, CHECK);

        assertThat(again).hasToString("200");
        assertThat(again.field("id")).hasValue(id(first).toString());
        assertThat(list(device)).hasSize(1);
        assertThat(queue(device, SEND)).isNotEqualTo(first);
    }

    @Test
    void a_repeated_call_with_its_key_queues_once() {
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        Request request = Request.of("POST", path(device))
                .header("Idempotency-Key", RunningFleetServer.serial())
                .sized(CHECK);
        Answer first = server.operator().send(request);
        Answer again = server.operator().send(request);

        assertThat(first).hasToString("201");
        assertThat(again).hasToString("201");
        assertThat(again.header("location")).isEqualTo(first.header("location"));
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            answered(first.header("location").orElseThrow());
            assertThat(wishes(agent)).isEqualTo(1);
        }
    }

    @Test
    void what_is_no_command_or_for_no_device_is_refused() {
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        record Bad(String answer, String body) {}
        for (Bad bad : List.of(
                new Bad("400 request.malformed-json", ""),
                new Bad("400 request.field-missing", "{}"),
                new Bad("400 request.wrong-type", "{\"command\":1}"),
                new Bad("400 command.kind-unknown", "{\"command\":\"reboot\"}"),
                new Bad("400 command.kind-unknown", "{\"command\":\"CHECK_UPDATE\"}"),
                new Bad("400 request.unknown-field", "{\"command\":\"check_update\",\"when\":\"now\"}"),
                new Bad("400 command.expiry", "{\"command\":\"check_update\",\"expires_in_seconds\":59}"),
                new Bad("400 command.expiry", "{\"command\":\"check_update\",\"expires_in_seconds\":2592001}"),
                new Bad("400 request.wrong-type", "{\"command\":\"check_update\",\"expires_in_seconds\":\"60\"}"))) {
            assertThat(post(device, bad.body())).as(bad.body()).hasToString(bad.answer());
        }
        assertThat(post(device, "{\"command\":\"check_update\",\"expires_in_seconds\":60}"))
                .hasToString("201");
        TestDevice pending = server.device(DeviceIdentity.named(RunningFleetServer.serial()));
        assertThat(pending.authenticate().status()).isEqualTo(401);
        assertThat(post(pending, CHECK)).hasToString("422 command.device-not-accepted");
        String nobody = path(device)
                .replace(deviceId(device).toString(), UUID.randomUUID().toString());
        assertThat(server.operator().send(Request.of("POST", nobody).sized(CHECK)))
                .hasToString("404 device.unknown");
        String command = queue(device, SEND);
        for (String wrong :
                List.of(path(device) + "/" + UUID.randomUUID(), path(device) + "/none", nobody + "/" + id(command))) {
            assertThat(send("GET", wrong)).hasToString("404 command.unknown");
            assertThat(send("DELETE", wrong)).hasToString("404 command.unknown");
        }
        assertThat(show(command).path("state").asString()).isEqualTo("waiting");
    }

    @Test
    void another_node_that_has_the_devices_link_sends_it_and_no_other_does() {
        try (RunningFleetServer other = server.another(database.url())) {
            // Given
            List<TestDevice> fleet = new ArrayList<>();
            List<TestAgent> agents = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
                fleet.add(device);
                Eventually.holds(
                        "the other node knows it",
                        () -> other.image()
                                .device(server.operator().tenant(), deviceId(device))
                                .isPresent());
                agents.add(TestAgent.connect((i % 2 == 0 ? server : other).http(), device));
            }

            // When
            List<String> commands =
                    fleet.stream().map(device -> queue(device, CHECK)).toList();

            // Then
            commands.forEach(WaitingCommandsTest::answered);
            for (TestAgent agent : agents) {
                assertThat(agent.got(MenderClientMessage.CheckUpdate.class)).hasSize(1);
                agent.close();
            }
        }
    }

    @Test
    void a_device_to_which_a_configuration_is_deployed_is_told_to_look_at_once() {
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        server.operator().configure(device.identity(), "{\"a\":\"b\"}");
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            server.operator().deployConfiguration(device.identity(), "{}");

            Eventually.holds("it is told", () -> wishes(agent) == 1);
            assertThat(agent.got(MenderClientMessage.CheckUpdate.class)).hasSize(1);
            assertThat(device.poll()).hasToString("200");
        }
    }

    @Test
    void a_device_that_is_decommissioned_is_told_nothing() {
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String command = queue(device, CHECK);

        server.operator().decommission(device.identity());

        assertThat(send("GET", command)).hasToString("404 command.unknown");
        assertThat(database.number("select count(*) from device_command where command_id = ?", id(command)))
                .isZero();
    }

    private static long wishes(TestAgent agent) {
        return agent.got().stream()
                .filter(MenderClientMessage.class::isInstance)
                .count();
    }

    private static void answered(String command) {
        Eventually.holds(
                "the device answers",
                () -> show(command).path("state").asString().equals("answered"));
    }

    private static String queue(TestDevice device, String body) {
        Answer answer = post(device, body);
        assertThat(answer).hasToString("201");
        return answer.header("location").orElseThrow();
    }

    private static Answer post(TestDevice device, String body) {
        return server.operator().send(Request.of("POST", path(device)).sized(body));
    }

    private static JsonNode show(String command) {
        Answer answer = send("GET", command);
        assertThat(answer).hasToString("200");
        return Json.tree(answer.body());
    }

    private static List<JsonNode> list(TestDevice device) {
        return Json.tree(send("GET", path(device)).body()).valueStream().toList();
    }

    private static UUID id(String command) {
        return UUID.fromString(command.substring(command.lastIndexOf('/') + 1));
    }

    private static String path(TestDevice device) {
        return "/api/management/v1/holdfast/devices/" + deviceId(device) + "/commands";
    }

    private static DeviceId deviceId(TestDevice device) {
        return server.operator().deviceId(device.identity());
    }

    private static Answer send(String method, String path) {
        return server.operator().send(Request.of(method, path));
    }
}
