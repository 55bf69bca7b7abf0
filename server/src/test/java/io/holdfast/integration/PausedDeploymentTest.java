package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.json.Json;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Update control maps over HTTP: given, asked for again, changed on the way, ended. */
class PausedDeploymentTest {
    private static final String DEPLOYMENTS = "/api/management/v1/deployments/deployments";
    private static final String DEPLOYMENTS_V2 = "/api/management/v2/deployments/deployments";

    private final MigratedDatabase database = MigratedDatabase.fresh();
    private final DatabaseGate gate = DatabaseGate.before(database);
    private RunningFleetServer server;
    private TestDevice device;
    private String release = "";

    @BeforeEach
    void start() {
        server = RunningFleetServer.on(gate.url(), database.database()::connect);
        device = server.acceptedDevice(RunningFleetServer.serial());
        release = "release-" + RunningFleetServer.serial();
        server.operator().upload(release);
    }

    @AfterEach
    void stop() {
        gate.open();
        try (RunningFleetServer one = server) {
            Eventually.holds("the node sees", () -> one.image().fresh());
        } finally {
            gate.close();
        }
    }

    @Test
    void a_map_is_given_only_to_a_device_that_says_that_it_understands_one() {
        DeploymentId deployment = deploy(states("pause"));

        assertThat(map(device.poll())).isEqualTo(expected(deployment, "pause", "fail"));
        String understandsNone = TestDevice.provides("initial", TestDevice.TYPE).replace("\":true", "\":false");
        String ofVersion1 = "{\"artifact_name\":\"initial\",\"device_type\":\"" + TestDevice.TYPE + "\"}";
        String says = ofVersion1.substring(0, ofVersion1.length() - 1) + ",\"update_control_map\":\"true\"}";
        for (Request poll : List.of(
                Request.of("POST", TestDevice.NEXT).chunked(understandsNone),
                Request.of("POST", TestDevice.NEXT_V1).chunked(ofVersion1),
                Request.of("POST", TestDevice.NEXT_V1).chunked(says),
                Request.of("GET", TestDevice.NEXT_V1 + "?artifact_name=initial&device_type=" + TestDevice.TYPE))) {
            Answer answer = device.connection().send(poll.bearer(device.token()));
            assertThat(answer).hasToString("200");
            assertThat(Json.tree(answer.body()).has("update_control_map")).isFalse();
        }
    }

    @Test
    void a_paused_device_goes_on_when_a_person_says_so_and_every_step_is_counted() {
        // Given
        DeploymentId deployment = deploy(states("pause"));
        assertThat(device.poll()).hasToString("200");
        assertThat(fetch(deployment)).isEqualTo(expected(deployment, "pause", "fail"));
        String path = DEPLOYMENTS + "/" + deployment;
        for (String pause : List.of(
                "downloading", "pause_before_installing", "pause_before_rebooting", "pause_before_committing")) {
            assertThat(device.status(deployment, pause)).hasToString("204");
            assertThat(get(path + "/statistics").path(pause).asInt()).as(pause).isEqualTo(1);
            assertThat(get(path + "/devices").get(0).path("status").asString()).isEqualTo(pause);
            assertThat(get(path + "/devices/list?status=pause")).hasSize(pause.equals("downloading") ? 0 : 1);
        }
        assertThat(get(path).path("update_control_map").path("states").path("ArtifactInstall_Enter"))
                .isEqualTo(expected(deployment, "pause", "fail").path("states").path("ArtifactInstall_Enter"));

        // When
        Request onwards = Request.of("PATCH", path).sized("{\"update_control_map\":" + states("force_continue") + "}");
        Answer changed = server.operator().send(onwards.header("Idempotency-Key", "k-" + deployment));
        Answer again = server.operator().send(onwards.header("Idempotency-Key", "k-" + deployment));

        // Then
        assertThat(changed).hasToString("204");
        // In force when it is answered: nothing is waited for here.
        assertThat(fetch(deployment)).isEqualTo(expected(deployment, "force_continue", "force_continue"));
        assertThat(map(device.poll())).isEqualTo(expected(deployment, "force_continue", "force_continue"));
        assertThat(again).hasToString("204");
        assertThat(again.header("idempotent-replayed")).contains("true");
        assertThat(database.number("select count(*) from audit_event where action = 'deployment.control'"))
                .isEqualTo(1);
        assertThat(get(DEPLOYMENTS_V2 + "?id=" + deployment)
                        .get(0)
                        .path("update_control_map")
                        .path("states")
                        .path("ArtifactInstall_Enter")
                        .path("action")
                        .asString())
                .isEqualTo("force_continue");
        assertThat(device.status(deployment, "success")).hasToString("204");
    }

    @Test
    void a_map_that_is_taken_away_or_was_never_there_lets_devices_go_on() {
        DeploymentId deployment = deploy(states("pause"));
        assertThat(patch(deployment, "{}")).hasToString("204");

        String nothing = "{\"id\":\"" + deployment + "\",\"priority\":0,\"states\":{}}";
        assertThat(fetch(deployment)).isEqualTo(Json.tree(nothing));

        server.operator().abort(deployment);
        DeploymentId plain = server.operator().deploy(release, device.identity());
        assertThat(fetch(plain).path("states")).isEmpty();
        assertThat(get(DEPLOYMENTS + "/" + plain).has("update_control_map")).isFalse();
    }

    @Test
    void what_does_not_await_the_device_is_404_and_only_for_a_node_that_sees() {
        // Given
        DeploymentId deployment = deploy(states("pause"));
        TestDevice other = server.acceptedDevice(RunningFleetServer.serial());
        DeploymentId never = new DeploymentId(UUID.randomUUID());

        // Then
        assertThat(fetchAnswer(device, never)).hasToString("404 deployment.unknown");
        assertThat(fetchAnswer(other, deployment)).hasToString("404 deployment.unknown");

        // When
        gate.freeze();
        Eventually.holds("the node is blind", () -> !server.image().fresh());

        // Then
        assertThat(fetch(deployment)).isEqualTo(expected(deployment, "pause", "fail"));
        assertThat(fetchAnswer(device, never)).hasToString("503 deployment.unsure");
        assertThat(fetchAnswer(other, deployment)).hasToString("503 deployment.unsure");

        // When
        gate.open();
        Eventually.holds("the node sees", () -> server.image().fresh());
        server.operator().abort(deployment);

        // Then
        assertThat(fetchAnswer(device, deployment)).hasToString("404 deployment.unknown");
        assertThat(patch(deployment, states("continue"))).hasToString("422 deployment.finished");
        assertThat(patch(never, states("continue"))).hasToString("404 deployment.unknown");
    }

    @Test
    void a_path_that_is_nearly_the_fetch_is_unknown() {
        DeploymentId deployment = deploy(states("pause"));
        String path = mapPath(deployment);
        for (String wrong : List.of(
                path + "/",
                path + "s",
                path.replace("/v2/", "/v1/"),
                mapPath("x"),
                mapPath(""),
                path.substring(0, 80))) {
            assertThat(device.connection().send(Request.of("GET", wrong).bearer(device.token())))
                    .as(wrong)
                    .hasToString("404 route.unknown");
        }
        assertThat(device.connection().send(Request.of("GET", path))).hasToString("401 token.missing");
        assertThat(device.connection()
                        .send(Request.of("GET", path).bearer(device.token()).sized("x")))
                .hasToString("413 request.too-large");
    }

    private DeploymentId deploy(String map) {
        Answer created = server.operator()
                .send(Request.of("POST", DEPLOYMENTS)
                        .sized("{\"name\":\"test\",\"artifact_name\":\"" + release + "\",\"all_devices\":true,"
                                + "\"update_control_map\":" + map + "}"));
        assertThat(created).hasToString("201");
        String location = created.header("location").orElseThrow();
        DeploymentId id = DeploymentId.parse(location.substring(location.lastIndexOf('/') + 1))
                .orElseThrow();
        Eventually.holds(
                "the node offers it",
                () -> server.image().rollouts(server.operator().tenant()).stream()
                        .anyMatch(rollout -> rollout.id().equals(id)));
        return id;
    }

    private Answer patch(DeploymentId deployment, String map) {
        return server.operator()
                .send(Request.of("PATCH", DEPLOYMENTS + "/" + deployment)
                        .sized("{\"update_control_map\":" + map + "}"));
    }

    private JsonNode get(String path) {
        Answer answer = server.operator().send(Request.of("GET", path));
        assertThat(answer).as(path).hasToString("200");
        return Json.tree(answer.body());
    }

    private JsonNode fetch(DeploymentId deployment) {
        Answer answer = fetchAnswer(device, deployment);
        assertThat(answer).hasToString("200");
        assertThat(Json.tree(answer.body()).propertyNames()).containsExactly("update_control_map");
        return map(answer);
    }

    private static Answer fetchAnswer(TestDevice device, DeploymentId deployment) {
        return device.connection().send(Request.of("GET", mapPath(deployment)).bearer(device.token()));
    }

    private static String mapPath(Object deployment) {
        return "/api/devices/v2/deployments/device/deployments/" + deployment + "/update_control_map";
    }

    private static JsonNode map(Answer answer) {
        return Json.tree(answer.body()).path("update_control_map");
    }

    private static String states(String action) {
        return "{\"states\":{\"ArtifactInstall_Enter\":{\"action\":\"" + action + "\"}}}";
    }

    private static JsonNode expected(DeploymentId deployment, String action, String expired) {
        return Json.tree("{\"id\":\"" + deployment + "\",\"priority\":0,\"states\":{\"ArtifactInstall_Enter\":{"
                + "\"action\":\"" + action + "\",\"on_map_expire\":\"" + expired + "\",\"on_action_executed\":\""
                + action + "\"}}}");
    }
}
