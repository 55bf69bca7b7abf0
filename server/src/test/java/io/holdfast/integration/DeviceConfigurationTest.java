package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.platform.json.Json;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.wire.artifact.ConfigurationArtifact;
import io.holdfast.wire.mender.Configuration;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A configuration's whole way: set by a person, asked for and deployed, reported, shown. */
class DeviceConfigurationTest {
    private static final String DEPLOYMENTS = "/api/management/v1/deployments/deployments";
    private static final String MAP = "{\"timezone\":\"Europe/Oslo\",\"wifi ä\":\"\\\"quoted\\\"\"}";

    private static final MigratedDatabase database = MigratedDatabase.fresh();
    private static RunningFleetServer server;

    @BeforeAll
    static void start() {
        server = RunningFleetServer.on(database);
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @AfterEach
    void the_image_says_what_the_database_says() {
        server.audit();
    }

    @Test
    void what_is_set_is_what_the_device_is_told_and_what_it_reports_is_shown() {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        assertThat(device.configuration().text()).isEqualTo("{}");
        assertThat(shown(device).path("configured").size()).isZero();
        assertThat(shown(device).has("reported_ts")).isFalse();
        assertThat(shown(device).has("deployment_id")).isFalse();
        assertThat(shown(device).path("id").asString()).isEqualTo(id(device).toString());

        // When: nothing is waited for
        server.operator().configure(device.identity(), MAP);

        // Then
        assertThat(device.configuration()).hasToString("200");
        assertThat(device.configuration().text()).isEqualTo(MAP);
        assertThat(shown(device).path("configured")).isEqualTo(Json.tree(MAP));

        // When
        assertThat(device.configured("{\"timezone\":\"Europe/Oslo\"}")).hasToString("204");
        assertThat(device.configured("{\"timezone\":\"UTC\"}")).hasToString("204");
        assertThat(device.configured("{\"timezone\":\"UTC\"}")).hasToString("204");

        // Then
        assertThat(shown(device).path("reported")).isEqualTo(Json.tree("{\"timezone\":\"UTC\"}"));
        assertThat(shown(device).path("reported_ts").asString()).startsWith("20");
        assertThat(shown(device).path("configured")).isEqualTo(Json.tree(MAP));
    }

    @Test
    void a_configuration_is_deployed_like_any_update_and_its_artifact_is_the_same_however_it_is_fetched() {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        server.operator().configure(device.identity(), MAP);

        // When
        DeploymentId deployment = server.operator().deployConfiguration(device.identity(), "{\"retries\":1}");
        server.operator().configure(device.identity(), "{\"set\":\"later\"}");
        Answer offer = device.poll();

        // Then
        JsonNode said = Json.tree(offer.body());
        String name = "configuration-" + deployment;
        assertThat(offer).hasToString("200");
        assertThat(said.path("id").asString()).isEqualTo(deployment.toString());
        assertThat(said.path("type").asString()).isEqualTo("configuration");
        assertThat(said.path("artifact").path("id").asString()).isEqualTo(deployment.toString() + id(device));
        assertThat(said.path("artifact").path("artifact_name").asString()).isEqualTo(name);
        assertThat(said.path("artifact").path("device_types_compatible"))
                .isEqualTo(Json.tree("[\"" + TestDevice.TYPE + "\"]"));
        byte[] artifact = ConfigurationArtifact.of(name, TestDevice.TYPE, Configuration.ofText(MAP));
        String link = offer.downloadLink();
        Answer whole = device.connection().send(Request.of("GET", link));
        assertThat(whole.body()).isEqualTo(artifact);
        Answer head = device.connection().send(Request.of("HEAD", link));
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).hasValue(Integer.toString(artifact.length));
        for (int from : new int[] {0, 1, 4096, artifact.length - 1}) {
            Answer rest = device.connection()
                    .send(Request.of("GET", link)
                            .header("Range", "bytes=" + from + "-")
                            .header("If-Range", whole.header("etag").orElseThrow()));
            assertThat(rest.status()).isEqualTo(206);
            assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(artifact, from, artifact.length));
            assertThat(rest.header("content-range"))
                    .hasValue("bytes " + from + "-" + (artifact.length - 1) + "/" + artifact.length);
        }
        assertThat(device.connection()
                        .send(Request.of("GET", link).header("Range", "bytes=" + artifact.length + "-"))
                        .status())
                .isEqualTo(416);

        // When: it fails once, which its retry forgives, and then succeeds
        for (String status : List.of("downloading", "installing", "failure")) {
            assertThat(device.status(deployment, status)).hasToString("204");
        }
        assertThat(device.log(deployment, "no module")).hasToString("204");
        assertThat(device.poll()).hasToString("200");
        for (String status : List.of("downloading", "installing", "success")) {
            assertThat(device.status(deployment, status)).hasToString("204");
        }

        // Then
        Eventually.holds("finished", () -> standing(deployment).equals("finished"));
        assertThat(device.poll()).hasToString("204");
        assertThat(device.connection().send(Request.of("GET", link)).status()).isEqualTo(404);
        assertThat(shown(device).path("deployment_id").asString()).isEqualTo(deployment.toString());
        JsonNode listed = deployment(deployment);
        assertThat(listed.path("type").asString()).isEqualTo("configuration");
        assertThat(Json.tree(listed.path("configuration").asString())).isEqualTo(Json.tree(MAP));
        assertThat(listed.path("statistics").path("status").path("success").asInt())
                .isEqualTo(1);
        assertThat(send("GET", DEPLOYMENTS + "/" + deployment + "/devices/" + id(device) + "/log")
                        .text())
                .contains("no module");
    }

    @Test
    void lists_are_narrowed_to_a_type_and_an_abort_ends_it_at_once() {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String release = "release-" + RunningFleetServer.serial();
        server.operator().upload(release);
        DeploymentId software = server.operator().deploy(release, device.identity());
        DeploymentId configuration = server.operator().deployConfiguration(device.identity(), "{}");

        // Then
        assertThat(listed("?type=configuration&per_page=500"))
                .contains(configuration.toString())
                .doesNotContain(software.toString());
        assertThat(listed("?type=software&per_page=500"))
                .contains(software.toString())
                .doesNotContain(configuration.toString());
        assertThat(listed("?per_page=500")).contains(software.toString()).contains(configuration.toString());
        assertThat(send("GET", DEPLOYMENTS + "?type=firmware").code()).isEqualTo("request.type");

        // When: the older one is first
        assertThat(device.poll().text()).contains(software.toString());
        server.operator().abort(software);
        Answer offer = device.poll();
        assertThat(offer.text()).contains(configuration.toString());
        server.operator().abort(configuration);

        // Then
        assertThat(device.connection()
                        .send(Request.of("GET", offer.downloadLink()))
                        .code())
                .isEqualTo("download.deployment-ended");
        assertThat(device.poll()).hasToString("204");
        assertThat(device.status(configuration, "installing").status()).isEqualTo(409);
    }

    @Test
    void a_device_waits_where_the_deployments_control_map_says() {
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        DeploymentId deployment = server.operator()
                .deployConfiguration(
                        device.identity(),
                        "{\"update_control_map\":{\"states\":{\"ArtifactInstall_Enter\":{\"action\":\"pause\"}}}}");

        assertThat(Json.tree(device.poll().body())
                        .path("update_control_map")
                        .path("states")
                        .path("ArtifactInstall_Enter")
                        .path("action")
                        .asString())
                .isEqualTo("pause");
        assertThat(device.status(deployment, "pause_before_installing")).hasToString("204");
    }

    @Test
    void a_link_is_of_one_device_and_changed_links_are_refused() {
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        DeploymentId deployment = server.operator().deployConfiguration(device.identity(), "{}");
        String link = device.poll().downloadLink();
        for (String changed : List.of(
                link.replace(TestDevice.TYPE, "other"),
                link.replace(deployment.toString(), UUID.randomUUID().toString()),
                link.replace(id(device).toString(), UUID.randomUUID().toString()),
                link.substring(0, link.indexOf('?')),
                link.substring(0, link.length() - 1))) {
            assertThat(device.connection().send(Request.of("GET", changed)).code())
                    .as(changed)
                    .isEqualTo("download.link-forged");
        }
        assertThat(device.connection().send(Request.of("GET", link)).status()).isEqualTo(200);
    }

    @Test
    void what_cannot_be_kept_is_refused_by_the_management_api_too() {
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String path = FleetOperator.configurationPath(id(device));
        record Bad(int status, String code, String body) {}
        for (Bad bad : List.of(
                new Bad(400, "request.malformed-json", "no"),
                new Bad(400, "request.wrong-type", "[]"),
                new Bad(400, "request.wrong-type", "{\"a\":{\"value\":\"b\"}}"),
                new Bad(400, "configuration.key-empty", "{\"\":\"b\"}"),
                new Bad(400, "request.text-not-storable", "{\"a\":\"\\u0000\"}"),
                new Bad(400, "request.text-not-storable", "{\"a\":\"\\udfff\"}"),
                new Bad(400, "request.field-too-long", "{\"a\":\"" + "x".repeat(4097) + "\"}"))) {
            assertThat(server.operator().send(Request.of("PUT", path).sized(bad.body())))
                    .hasToString(bad.status() + " " + bad.code());
        }
        for (Bad bad : List.of(
                new Bad(400, "request.malformed-json", "{"),
                new Bad(400, "request.wrong-type", "{\"retries\":\"1\"}"),
                new Bad(400, "deployment.retries", "{\"retries\":101}"),
                new Bad(400, "deployment.retries", "{\"retries\":-1}"),
                new Bad(400, "control-map.unknown-field", "{\"update_control_map\":{\"stamp\":1}}"))) {
            assertThat(server.operator()
                            .send(Request.of("POST", path + "/deploy").sized(bad.body())))
                    .hasToString(bad.status() + " " + bad.code());
        }
        for (String unknown : List.of(UUID.randomUUID().toString(), "none")) {
            String nobody = path.replace(id(device).toString(), unknown);
            assertThat(send("GET", nobody)).hasToString("404 device.unknown");
            assertThat(server.operator().send(Request.of("PUT", nobody).sized("{}")))
                    .hasToString("404 device.unknown");
            assertThat(server.operator()
                            .send(Request.of("POST", nobody + "/deploy").sized("{}")))
                    .hasToString("404 device.unknown");
        }
        assertThat(shown(device).path("configured").size()).isZero();
        assertThat(server.operator().send(Request.of("POST", path + "/deploy")).status())
                .as("a body is not needed")
                .isEqualTo(200);
    }

    @Test
    void a_repeated_call_with_its_key_deploys_once() {
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        Request deploy = Request.of("POST", FleetOperator.configurationPath(id(device)) + "/deploy")
                .header("Idempotency-Key", RunningFleetServer.serial())
                .sized("{}");

        Answer first = server.operator().send(deploy);
        Answer again = server.operator().send(deploy);

        assertThat(first).hasToString("200");
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("idempotent-replayed")).hasValue("true");
        assertThat(device.poll().text()).contains(first.field("deployment_id").orElseThrow());
    }

    @Test
    void a_device_that_was_decommissioned_and_comes_again_has_nothing_of_it() {
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        DeviceId before = id(device);
        server.operator().configure(device.identity(), MAP);
        assertThat(device.configured(MAP)).hasToString("204");
        server.operator().deployConfiguration(device.identity(), "{}");

        server.operator().decommission(device.identity());

        assertThat(send("GET", FleetOperator.configurationPath(before))).hasToString("404 device.unknown");
        assertThat(database.number(
                        "select (select count(*) from device_configuration where device_id = ?)"
                                + " + (select count(*) from reported_configuration where device_id = ?)",
                        before.value(),
                        before.value()))
                .isZero();
        assertThat(device.authenticate().status()).isEqualTo(401);
        server.operator().accept(device.identity());
        device.admitted();
        assertThat(device.configuration().text()).isEqualTo("{}");
        assertThat(device.poll()).hasToString("204");
    }

    @Test
    void a_device_that_was_configured_before_it_was_accepted_is_told_when_it_is() {
        TestDevice device = server.device(DeviceIdentity.named(RunningFleetServer.serial()));
        assertThat(device.authenticate().status()).isEqualTo(401);
        server.operator().configure(device.identity(), MAP);
        assertThat(server.operator()
                        .send(Request.of("POST", FleetOperator.configurationPath(id(device)) + "/deploy")
                                .sized("{}")))
                .hasToString("422 deployment.no-targets");

        server.operator().accept(device.identity());

        assertThat(device.admitted().configuration().text()).isEqualTo(MAP);
    }

    private JsonNode shown(TestDevice device) {
        Answer answer = send("GET", FleetOperator.configurationPath(id(device)));
        assertThat(answer).hasToString("200");
        return Json.tree(answer.body());
    }

    private static String listed(String query) {
        Answer answer = send("GET", DEPLOYMENTS + query);
        assertThat(answer).hasToString("200");
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static JsonNode deployment(DeploymentId id) {
        return Json.tree(send("GET", DEPLOYMENTS + "/" + id).body());
    }

    private static String standing(DeploymentId id) {
        return deployment(id).path("status").asString();
    }

    private static DeviceId id(TestDevice device) {
        return server.operator().deviceId(device.identity());
    }

    private static Answer send(String method, String path) {
        return server.operator().send(Request.of(method, path));
    }
}
