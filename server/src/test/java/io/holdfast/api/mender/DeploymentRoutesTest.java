package io.holdfast.api.mender;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Caller;
import io.holdfast.api.Authenticator;
import io.holdfast.api.Idempotency;
import io.holdfast.api.InForce;
import io.holdfast.api.Route;
import io.holdfast.feed.Propagation;
import io.holdfast.idempotency.KeptAnswers;
import io.holdfast.identity.DeviceId;
import io.holdfast.inventory.GroupName;
import io.holdfast.inventory.Groups;
import io.holdfast.inventory.Inventories;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeploymentReads;
import io.holdfast.rollout.Deployments;
import io.holdfast.rollout.DeviceDeployments;
import io.holdfast.rollout.TargetReads;
import io.holdfast.testing.ControlHttp;
import io.holdfast.testing.ControlHttp.Answer;
import io.holdfast.testing.SmallFleet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DeploymentRoutesTest {
    private static final String M1 = "/api/management/v1/deployments/deployments";
    private static final String M2 = "/api/management/v2/deployments/deployments";

    private final SmallFleet fleet = SmallFleet.fresh();
    private final Caller stranger = fleet.stranger();
    private final ConcurrentLinkedQueue<Long> awaited = new ConcurrentLinkedQueue<>();
    private final ControlHttp http = new ControlHttp(
            routes(),
            token -> new Authenticator.Outcome.SignedIn(token.equals("stranger") ? stranger : fleet.caller()));

    private List<Route> routes() {
        DeploymentReads reads = new DeploymentReads(fleet.transactions());
        List<Route> routes = Stream.concat(
                        new DeploymentRoutes(
                                        new Deployments(fleet.transactions()), reads, (seq, bound) -> awaited.add(seq))
                                .routes().stream(),
                        new DeploymentDeviceRoutes(
                                        reads,
                                        new TargetReads(fleet.transactions()),
                                        new Inventories(fleet.transactions()),
                                        new DeviceDeployments(fleet.transactions(), ended -> {}),
                                        (seq, bound) -> awaited.add(seq))
                                .routes().stream())
                .toList();
        Propagation propagation = new Propagation((seq, bound) -> true, fleet.transactions(), UUID.randomUUID());
        return new Idempotency(new KeptAnswers(fleet.transactions()), new InForce(propagation)).over(routes);
    }

    @AfterEach
    void close() {
        http.close();
        fleet.close();
    }

    @Test
    void a_deployment_is_made_shown_and_aborted() {
        fleet.release("rel", "X");
        List<DeviceId> devices = fleet.devices(3);

        Answer made = post(M1, body("first", devices));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.body()).isEmpty();
        String path = made.header("Location");
        assertThat(path).startsWith(M1 + "/");
        assertThat(awaited).hasSize(1);

        JsonNode shown = get(path).json();
        assertThat(shown.path("id").asString()).isEqualTo(path.substring(M1.length() + 1));
        assertThat(shown.path("name").asString()).isEqualTo("first");
        assertThat(shown.path("artifact_name").asString()).isEqualTo("rel");
        assertThat(shown.path("status").asString()).isEqualTo("pending");
        assertThat(shown.path("device_count").asInt()).isEqualTo(3);
        assertThat(shown.path("artifacts")).hasSize(1);
        assertThat(shown.path("created").asString()).matches("20\\d\\d-.*Z");
        assertThat(shown.path("statistics").path("status").path("pending").asInt())
                .isEqualTo(3);
        assertThat(shown.has("finished")).isFalse();

        assertThat(put(path + "/status", "{\"status\":\"aborted\"}").status()).isEqualTo(204);
        assertThat(awaited).hasSize(2);
        assertThat(get(path).json().path("status").asString()).isEqualTo("finished");
        assertThat(get(path + "/statistics").json().path("aborted").asInt()).isEqualTo(3);
        assertThat(get(path + "/statistics").json().propertyNames())
                .contains("already-installed", "noartifact", "pause_before_committing", "success");
    }

    @Test
    void version_2_makes_the_same_deployment_with_everything_that_may_be_said_of_it() {
        fleet.release("rel", "X");
        fleet.devices(1);
        String body = """
                {"name":"d","artifact_name":"rel","all_devices":true,"retries":2,"force_installation":true,
                 "hold_after_failures":7,
                 "update_control_map":{"priority":-3,"states":{"ArtifactReboot_Enter":{"action":"pause"}}}}
                """;

        for (String version : List.of(M1, M2)) {
            Answer made = post(version, body.replace("\"d\"", "\"" + version + "\""));

            assertThat(made.status()).isEqualTo(201);
            assertThat(made.header("Location")).startsWith(M1 + "/");
            JsonNode shown = get(made.header("Location")).json();
            assertThat(shown.path("hold_after_failures").asInt()).isEqualTo(7);
            assertThat(shown.path("force_installation").asBoolean()).isTrue();
            assertThat(shown.path("update_control_map")).isEqualTo(Json.tree("""
                    {"priority":-3,"states":{"ArtifactReboot_Enter":
                        {"action":"pause","on_map_expire":"fail","on_action_executed":"pause"}}}
                    """));
            String id = shown.path("id").asString();
            assertThat(get(M2 + "?id=" + id).json().get(0).path("retries").asInt())
                    .isEqualTo(2);
        }
    }

    @Test
    void bounds_are_kept() {
        fleet.release("rel", "X");
        fleet.devices(1);
        String many = Json.text(IntStream.rangeClosed(0, 20_000)
                .mapToObj(i -> UUID.randomUUID().toString())
                .toList());

        assertThat(post(M1, "{\"name\":\"" + "d".repeat(257) + "\",\"artifact_name\":\"rel\",\"all_devices\":true}")
                        .code())
                .isEqualTo("request.field-too-long");
        assertThat(post(M1, "{\"name\":\"d\",\"artifact_name\":\"rel\",\"devices\":" + many + "}")
                        .code())
                .isEqualTo("deployment.too-many-devices");
        assertThat(post(M1, "{\"name\":\"" + "d".repeat(1 << 20) + "\"}").status())
                .isEqualTo(413);
        assertThat(post(M1, "[".repeat(100)).code()).isEqualTo("request.too-complex");
        assertNoDeployment();
        assertThat(post(M1, "{\"name\":\"" + "d".repeat(256) + "\",\"artifact_name\":\"rel\",\"all_devices\":true}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void what_asks_for_nothing_is_let_through() {
        fleet.release("rel", "X");
        fleet.devices(1);

        assertThat(post(M1, """
                        {"name":"d","artifact_name":"rel","all_devices":true,"devices":[],"retries":0,"phases":[],
                         "max_devices":0,"autogenerate_delta":false,"filter_id":"","comment":"of a later client"}
                        """).status()).isEqualTo(201);
    }

    @Test
    void what_cannot_be_deployed_is_422_and_what_is_deployed_already_is_409() {
        List<DeviceId> devices = fleet.devices(1);
        assertThat(post(M1, body("d", devices)).code()).isEqualTo("deployment.no-artifact");
        fleet.release("rel", "X");
        assertThat(post(M1, body("d", List.of(DeviceId.random()))).code()).isEqualTo("deployment.no-targets");
        assertThat(post(M1 + "/group/kitchen", "{\"name\":\"d\",\"artifact_name\":\"rel\"}")
                        .status())
                .isEqualTo(422);
        assertThat(post(M1, body("d", devices)).status()).isEqualTo(201);
        Answer again = post(M1, body("d", devices));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("deployment.same-active");
    }

    @Test
    void a_repeated_call_with_a_key_makes_one_deployment() {
        fleet.release("rel", "X");
        String body = body("d", fleet.devices(1));

        Answer first = send("POST", M1, body, "Idempotency-Key", "k1");
        Answer second = send("POST", M1, body, "Idempotency-Key", "k1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(fleet.database().number("select count(*) from deployment")).isEqualTo(1);
        assertThat(fleet.database().number("select count(*) from deployment_device"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"status\":\"finished\"}", "{\"status\":1}", "x", "{\"status\":\"aborted\\u0000\"}"})
    void only_an_abort_can_be_wished(String body) {
        String path = deployed(1);

        assertThat(put(path + "/status", body).status()).isEqualTo(400);
        assertThat(get(path).json().path("status").asString()).isEqualTo("pending");
    }

    @Test
    void a_finished_deployment_cannot_be_aborted() {
        String path = deployed(1);
        Query.on(fleet.database().connection(), "update deployment set standing = 'finished', finished_at = now()")
                .update();

        assertThat(put(path + "/status", "{\"status\":\"aborted\"}").code()).isEqualTo("deployment.finished");
    }

    @Test
    void lists_are_paged_counted_and_narrowed() {
        fleet.release("rel", "X");
        fleet.devices(2);
        for (String name : List.of("one", "two", "three")) {
            post(M1, "{\"name\":\"" + name + "\",\"artifact_name\":\"rel\",\"all_devices\":true}");
        }

        Answer page = get(M1 + "?per_page=2&search=o");
        assertThat(names(page)).containsExactly("two", "one");
        assertThat(page.header("X-Total-Count")).isEqualTo("2");
        assertThat(get(M1 + "?per_page=2").response().headers().allValues("Link"))
                .anyMatch(link -> link.contains("rel=\"next\""));
        assertThat(names(get(M1 + "?sort=asc&status=pending"))).containsExactly("one", "two", "three");
        assertThat(names(get(M1 + "?status=inprogress"))).isEmpty();
        assertThat(names(get(M1 + "?type=configuration"))).isEmpty();
        assertThat(names(get(M1 + "?created_after=0&created_before=1"))).isEmpty();
        assertThat(names(get(M2 + "?name=one&name=three"))).containsExactly("three", "one");
        assertThat(names(get(M2 + "?id=x"))).isEmpty();
        String id = get(M2 + "?name=two").json().get(0).path("id").asString();
        assertThat(names(get(M2 + "?id=" + id))).containsExactly("two");
        assertThat(get(M2 + "?id=" + id).json().get(0).path("dynamic").asBoolean())
                .isFalse();
    }

    @Test
    void devices_of_a_deployment_are_shown_in_every_form() {
        String path = deployed(3);
        Query.on(fleet.database().connection(), """
                update deployment_device set status = 'failure', finished = true, has_log = true, substate = 'step',
                    started_at = now(), finished_at = now()
                where device_id = (select min(device_id::text)::uuid from deployment_device)
                """).update();
        fleet.database()
                .recount(
                        fleet.tenant(),
                        DeploymentId.parse(path.substring(M1.length() + 1)).orElseThrow());
        String failed = get(path + "/devices/list?status=failure")
                .json()
                .get(0)
                .path("id")
                .asString();
        Query.on(fleet.database().connection(), """
                insert into deployment_log
                    (tenant_id, deployment_id, device_id, node_id, report_no, messages, received_at)
                select tenant_id, deployment_id, device_id, gen_random_uuid(), 1, 'it broke', now()
                from deployment_device where status = 'failure'
                """).update();
        Query.on(fleet.database().connection(), """
                insert into inventory (tenant_id, device_id, attributes, content_hash, received_at, node_id, report_no)
                select tenant_id, device_id, '{"device_type":{"value":"X"}}', 0, now(), gen_random_uuid(), 1
                from deployment_device where status = 'failure'
                """).update();

        assertThat(get(path + "/devices").json()).hasSize(3);
        assertThat(get(path + "/device_list").json()).hasSize(3);
        Answer page = get(path + "/devices/list?per_page=2");
        assertThat(page.json()).hasSize(2);
        assertThat(page.header("X-Total-Count")).isEqualTo("3");
        assertThat(get(path + "/devices/list?status=active").header("X-Total-Count"))
                .isEqualTo("2");
        assertThat(get(path + "/devices/list?status=pause").json()).isEmpty();
        assertThat(get(path + "/devices/list?status=x").status()).isEqualTo(400);
        JsonNode row = get(path + "/devices/list?status=finished").json().get(0);
        assertThat(row.path("log").asBoolean()).isTrue();
        assertThat(row.path("device_type").asString()).isEqualTo("X");
        assertThat(row.path("substate").asString()).isEqualTo("step");
        assertThat(row.has("finished")).isTrue();
        Answer log = get(path + "/devices/" + failed + "/log");
        assertThat(log.body()).isEqualTo("it broke");
        assertThat(log.header("Content-Type")).startsWith("text/plain");
        JsonNode history = get(M1 + "/devices/" + failed).json();
        assertThat(history.get(0).path("deployment").path("name").asString()).isEqualTo("d");
        assertThat(history.get(0).path("device").path("status").asString()).isEqualTo("failure");
        String id = path.substring(M1.length() + 1);
        JsonNode statistics = post(M1 + "/statistics/list", "{\"deployment_ids\":[\"" + id + "\",\"x\"]}")
                .json();
        assertThat(statistics.get(0).path("stats").path("failure").asInt()).isEqualTo(1);
    }

    @Test
    void a_deployment_to_a_group_has_its_devices_of_that_moment_and_retries_are_kept() {
        fleet.release("rel", "X");
        List<DeviceId> devices = fleet.devices(3);
        Groups groups = new Groups(fleet.transactions());
        groups.assign(fleet.caller(), "request", new GroupName("kitchen"), devices.subList(0, 2));

        Answer made = post(M1 + "/group/kitchen", "{\"name\":\"d\",\"artifact_name\":\"rel\",\"retries\":2}");
        groups.assign(fleet.caller(), "request", new GroupName("kitchen"), devices);

        assertThat(made.status()).isEqualTo(201);
        JsonNode shown = get(made.header("Location")).json();
        assertThat(shown.path("device_count").asInt()).isEqualTo(2);
        assertThat(shown.path("groups").get(0).asString()).isEqualTo("kitchen");
        assertThat(get(M2).json().get(0).path("retries").asInt()).isEqualTo(2);
        assertThat(post(M1 + "/group/a%20b", body("d", List.of())).code()).isEqualTo("deployment.no-group");
        assertThat(post(M1 + "/group/kitchen", body("d", devices)).code()).isEqualTo("deployment.targets-ambiguous");
        assertThat(post(M1, "{\"name\":\"d\",\"artifact_name\":\"rel\",\"all_devices\":true,\"retries\":101}")
                        .code())
                .isEqualTo("deployment.retries");
    }

    @Test
    void stalled_devices_are_shown_beside_their_status() {
        String path = deployed(3);
        Query.on(fleet.database().connection(), """
                update deployment_device set stalled = true, status = 'installing'
                where device_id = (select min(device_id::text)::uuid from deployment_device)
                """).update();
        fleet.database()
                .recount(
                        fleet.tenant(),
                        DeploymentId.parse(path.substring(M1.length() + 1)).orElseThrow());

        Answer stalled = get(path + "/devices/list?status=stalled");

        assertThat(stalled.header("X-Total-Count")).isEqualTo("1");
        assertThat(stalled.json()).hasSize(1);
        assertThat(stalled.json().get(0).path("stalled").asBoolean()).isTrue();
        assertThat(get(path).json().path("statistics").path("stalled").asInt()).isEqualTo(1);
        assertThat(get(path + "/statistics").json().path("installing").asInt()).isEqualTo(1);
    }

    @Test
    void one_device_is_taken_out_of_its_deployments_and_begins_anew_when_its_history_is_cleared() {
        String path = deployed(2);
        String device = get(path + "/device_list").json().get(0).asString();

        assertThat(send("DELETE", M1 + "/devices/" + device, "").status()).isEqualTo(204);
        assertThat(get(path + "/statistics").json().path("aborted").asInt()).isEqualTo(1);
        assertThat(get(path).json().path("status").asString()).isEqualTo("inprogress");

        assertThat(send("DELETE", M1 + "/devices/" + device + "/history", "").status())
                .isEqualTo(204);
        assertThat(get(path + "/statistics").json().path("pending").asInt()).isEqualTo(2);
        assertThat(send("DELETE", M1 + "/devices/x", "").status()).isEqualTo(204);
    }

    @Test
    void another_tenant_finds_none_of_it() {
        String path = deployed(1);
        String device = get(path + "/device_list").json().get(0).asString();

        for (String read : List.of("", "/statistics", "/devices", "/devices/list", "/device_list")) {
            assertThat(asStranger("GET", path + read, "").status()).isEqualTo(404);
        }
        assertThat(asStranger("PUT", path + "/status", "{\"status\":\"aborted\"}")
                        .status())
                .isEqualTo(404);
        assertThat(asStranger("GET", M1 + "/devices/" + device, "").json()).isEmpty();
        assertThat(asStranger("GET", M1, "").json()).isEmpty();
        assertThat(asStranger(
                                "POST",
                                M1,
                                body("d", List.of(DeviceId.parse(device).orElseThrow())))
                        .status())
                .isEqualTo(422);
        assertThat(get(path).json().path("status").asString()).isEqualTo("pending");
    }

    @Test
    void nobody_gets_in_without_a_token() {
        assertThat(http.send("GET", M1, "").status()).isEqualTo(401);
    }

    private String deployed(int devices) {
        fleet.release("rel", "X");
        return post(M1, body("d", fleet.devices(devices))).header("Location");
    }

    private static String body(String name, List<DeviceId> devices) {
        var json = Json.object().put("name", name).put("artifact_name", "rel");
        devices.forEach(device -> json.withArray("devices").add(device.toString()));
        return Json.text(json);
    }

    private static List<String> names(Answer answer) {
        return answer.json()
                .valueStream()
                .map(each -> each.path("name").asString())
                .toList();
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

    private Answer asStranger(String method, String path, String body) {
        return http.send(method, path, body, "Authorization", "Bearer stranger");
    }

    private Answer send(String method, String path, String body, String... headers) {
        String[] all = Stream.concat(Stream.of("Authorization", "Bearer mine"), Stream.of(headers))
                .toArray(String[]::new);
        return http.send(method, path, body, all);
    }
}
