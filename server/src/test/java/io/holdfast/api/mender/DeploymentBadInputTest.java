package io.holdfast.api.mender;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.api.Authenticator;
import io.holdfast.feed.Propagation;
import io.holdfast.inventory.Inventories;
import io.holdfast.rollout.DeploymentControl;
import io.holdfast.rollout.DeploymentReads;
import io.holdfast.rollout.Deployments;
import io.holdfast.rollout.DeviceDeployments;
import io.holdfast.rollout.TargetReads;
import io.holdfast.testing.ControlHttp;
import io.holdfast.testing.ControlHttp.Answer;
import io.holdfast.testing.SmallFleet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused stores nothing, so all of it shares one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeploymentBadInputTest {
    private static final String M1 = "/api/management/v1/deployments/deployments";

    private final SmallFleet fleet = SmallFleet.fresh();
    private final DeploymentReads reads = new DeploymentReads(fleet.transactions());
    private final ControlHttp http = new ControlHttp(
            Stream.of(
                            new DeploymentRoutes(new Deployments(fleet.transactions()), reads, (seq, bound) -> true)
                                    .routes(),
                            new DeploymentControlRoutes(
                                            new DeploymentControl(fleet.transactions()),
                                            new Propagation(
                                                    (seq, bound) -> true, fleet.transactions(), UUID.randomUUID()))
                                    .routes(),
                            new DeploymentDeviceRoutes(
                                            reads,
                                            new TargetReads(fleet.transactions()),
                                            new Inventories(fleet.transactions()),
                                            new DeviceDeployments(fleet.transactions(), ended -> {}),
                                            (seq, bound) -> true)
                                    .routes())
                    .flatMap(List::stream)
                    .toList(),
            token -> new Authenticator.Outcome.SignedIn(fleet.caller()));

    @BeforeAll
    void something_that_could_be_deployed() {
        fleet.release("rel", "X");
        fleet.devices(1);
    }

    @AfterAll
    void close() {
        http.close();
        fleet.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|request.malformed-json",
                "{|request.malformed-json",
                "[]|request.wrong-type",
                "null|request.wrong-type",
                "{} {}|request.malformed-json",
                "{\"name\":\"d\",\"name\":\"d\"}|request.duplicate-key",
                "{\"artifact_name\":\"rel\",\"all_devices\":true}|request.field-missing",
                "{\"name\":\"d\",\"all_devices\":true}|request.field-missing",
                "{\"name\":null,\"artifact_name\":\"rel\",\"all_devices\":true}|request.field-missing",
                "{\"name\":\"\",\"artifact_name\":\"rel\",\"all_devices\":true}|request.field-missing",
                "{\"name\":1,\"artifact_name\":\"rel\",\"all_devices\":true}|request.wrong-type",
                "{\"name\":\"d\",\"artifact_name\":[],\"all_devices\":true}|request.wrong-type",
                "{\"name\":\"d\",\"artifact_name\":\"rel\",\"all_devices\":\"true\"}|request.wrong-type",
                "{\"name\":\"d\",\"artifact_name\":\"rel\",\"all_devices\":true,\"force_installation\":1}|request.wrong-type",
                "{\"name\":\"d\\u0000\",\"artifact_name\":\"rel\",\"all_devices\":true}|request.text-not-storable",
                "{\"name\":\"d\\ud800\",\"artifact_name\":\"rel\",\"all_devices\":true}|request.text-not-storable",
                "{\"name\":\"d\",\"artifact_name\":\"rel\"}|deployment.targets-missing",
                "{\"name\":\"d\",\"artifact_name\":\"rel\",\"devices\":[]}|deployment.targets-missing",
                "{\"name\":\"d\",\"artifact_name\":\"rel\",\"devices\":\"x\"}|request.wrong-type",
                "{\"name\":\"d\",\"artifact_name\":\"rel\",\"devices\":[1]}|request.wrong-type",
                "{\"name\":\"d\",\"artifact_name\":\"rel\",\"devices\":[\"x\"]}|deployment.device-malformed",
                "{\"name\":\"d\",\"artifact_name\":\"rel\",\"devices\":[\"6f4b1c1e-7a58-4a40-8f0e-2f4d1f6d1a11\"],\"all_devices\":true}|deployment.targets-ambiguous"
            })
    void bad_input_is_400_with_a_code_and_nothing_is_stored(String body, String code) {
        Answer answer = post(M1, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().path("request_id").asString()).isEqualTo(answer.header("X-MEN-RequestID"));
        assertNoDeployment();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"phases\":[{\"batch_size\":10}]",
                "\"max_devices\":5",
                "\"filter_id\":\"x\"",
                "\"autogenerate_delta\":true"
            })
    void what_would_not_be_done_is_refused(String field) {
        Answer answer = post(M1, "{\"name\":\"d\",\"artifact_name\":\"rel\",\"all_devices\":true," + field + "}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("deployment.field-unsupported");
        assertNoDeployment();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1|request.wrong-type",
                "\"pause\"|request.wrong-type",
                "{\"expires\":1}|control-map.unknown-field",
                "{\"priority\":11}|control-map.priority",
                "{\"states\":{\"Sync_Enter\":{\"action\":\"pause\"}}}|control-map.unknown-state",
                "{\"states\":{\"ArtifactReboot_Enter\":{\"action\":\"wait\"}}}|control-map.unknown-action",
                "{\"states\":{\"ArtifactReboot_Enter\":{\"on_map_expire\":\"pause\"}}}|control-map.expiry-cannot-pause"
            })
    void a_control_map_that_no_device_understands_is_400_with_a_code(String map, String code) {
        String field = "\"update_control_map\":" + map;

        Answer created = post(M1, "{\"name\":\"d\",\"artifact_name\":\"rel\",\"all_devices\":true," + field + "}");
        Answer changed = send("PATCH", M1 + "/6f4b1c1e-7a58-4a40-8f0e-2f4d1f6d1a11", "{" + field + "}");

        for (Answer answer : List.of(created, changed)) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo(code);
        }
        assertNoDeployment();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"update_control_map\":null}", "{\"name\":\"x\"}"})
    void a_change_without_a_map_is_400(String body) {
        Answer answer = send("PATCH", M1 + "/6f4b1c1e-7a58-4a40-8f0e-2f4d1f6d1a11", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("request.field-missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"6f4b1c1e-7a58-4a40-8f0e-2f4d1f6d1a11", "x", "..%2f..", "%F0%9F%98%80"})
    void an_unknown_id_is_404_everywhere(String id) {
        String path = M1 + "/" + id;
        for (String read : List.of("", "/statistics", "/devices", "/devices/list", "/device_list", "/devices/x/log")) {
            assertThat(get(path + read).status()).as(read).isEqualTo(404);
        }
        assertThat(put(path + "/status", "{\"status\":\"aborted\"}").status()).isEqualTo(404);
        assertThat(get(M1 + "/devices/" + id).json()).isEmpty();
        assertThat(post(M1 + "/statistics/list", "{\"deployment_ids\":[\"x\"]}").status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "page=0",
                "per_page=501",
                "page=x",
                "status=done",
                "sort=up",
                "type=x",
                "created_after=-1",
                "created_before=99999999999999",
                "search=%00",
                "search=%ED%A0%80%00"
            })
    void a_query_that_cannot_be_read_is_400(String query) {
        Answer answer = get(M1 + "?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).startsWith("request.");
    }

    private void assertNoDeployment() {
        assertThat(fleet.database().number("""
                select (select count(*) from deployment) + (select count(*) from deployment_device)
                    + (select count(*) from deployment_artifact)
                """)).isZero();
    }

    private Answer get(String path) {
        return send("GET", path, "");
    }

    private Answer post(String path, String body) {
        return send("POST", path, body);
    }

    private Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    private Answer send(String method, String path, String body) {
        return http.send(method, path, body, "Authorization", "Bearer mine");
    }
}
