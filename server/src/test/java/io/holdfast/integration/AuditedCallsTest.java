package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.platform.json.Json;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.AccessFixture;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.wire.link.ShellMessage;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every write of the management API, once done and once refused: one row of the audit trail for the first, none for the second. */
class AuditedCallsTest {
    private static final MigratedDatabase database = MigratedDatabase.fresh();
    private static final String V1 = "/api/management/v1";
    private static final String USERS = V1 + "/useradm/users";
    private static final String SETTINGS = V1 + "/useradm/settings";
    private static final String DEVICES = "/api/management/v2/devauth/devices";
    private static final String TOKENS = "/api/management/v2/devauth/tokens";
    private static final String ARTIFACTS = V1 + "/deployments/artifacts";
    private static final String SIGNING_KEYS = V1 + "/deployments/signing_keys";
    private static final String DEPLOYMENTS = V1 + "/deployments/deployments";
    private static final String OURS = V1 + "/holdfast/deployments/{id}";
    private static final String GROUPED = V1 + "/inventory/devices/{id}/group";
    private static final String GROUPS = V1 + "/inventory/groups/{name}";
    private static final String BULK = V1 + "/holdfast/devices/acceptances";

    /** Sent with POST because the question is long. */
    private static final Set<String> READS =
            Set.of("POST " + DEVICES + "/search", "POST " + DEPLOYMENTS + "/statistics/list");

    /** Asked with GET because it becomes a WebSocket, and a deed all the same. */
    private static final String WATCH = "GET " + V1 + "/deviceconnect/sessions/{session_id}/watch";

    private static RunningFleetServer server;

    private final Set<String> done = new TreeSet<>();
    private final Set<String> refused = new TreeSet<>();

    @BeforeAll
    static void start() {
        server = RunningFleetServer.on(database);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void every_write_is_audited_once_and_no_refusal_is() {
        users();
        settings();
        accessTokens();
        devices();
        releases();
        signingKeys();
        deployments();
        configurations();
        commands();
        liveDevices();
        watching();

        Set<String> writes = server.routes().stream()
                .filter(route -> route.path().startsWith("/api/"))
                .map(AuditedCallsTest::line)
                .filter(line -> line.equals(WATCH) || !line.startsWith("GET ") && !READS.contains(line))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(refused).isEqualTo(writes);
        assertThat(done).isEqualTo(writes);
    }

    private void users() {
        String ben = "{\"email\":\"ben@example.com\",\"password\":\"" + AccessFixture.PASSWORD + "\"}";
        String path = done(201, "POST " + USERS, USERS, ben).header("location").orElseThrow();
        refused("POST " + USERS, USERS, ben);
        done(204, "PUT " + USERS + "/{id}", path, "{\"email\":\"benno@example.com\"}");
        refused("PUT " + USERS + "/{id}", USERS + "/" + UUID.randomUUID(), "{\"email\":\"x@example.com\"}");

        String login = "POST " + V1 + "/useradm/auth/login";
        String token = count(1, login, done, () -> login("benno@example.com:" + AccessFixture.PASSWORD, 200))
                .text();
        Answer wrong = count(0, login, refused, () -> login("benno@example.com:wrong", 401));
        String own = "/api/management/v2/useradm/users/me";
        Request change = Request.of("PUT", own).bearer(token);
        String next = "another horse battery";
        count(0, "PUT " + own, refused, () -> expect(422, send(change.sized(passwords("wrong", next)))));
        count(1, "PUT " + own, done, () -> expect(204, send(change.sized(passwords(AccessFixture.PASSWORD, next)))));
        String logout = "POST " + V1 + "/useradm/auth/logout";
        String again = login("benno@example.com:" + next, 200).text();
        Request leave = Request.of("POST", V1 + "/useradm/auth/logout").bearer(again);
        Answer left = count(1, logout, done, () -> send(leave));
        assertThat(left.status()).isBetween(200, 299);
        Answer gone = count(0, logout, refused, () -> expect(401, send(leave)));

        done(204, "DELETE " + USERS + "/{id}", path, "");
        refused("DELETE " + USERS + "/{id}", path, "");
        assertThat(wrong).isNotEqualTo(gone);
    }

    private void settings() {
        for (String path : new String[] {SETTINGS, SETTINGS + "/me"}) {
            done(201, "POST " + path, path, "{\"a\":\"b\"}");
            refused("POST " + path, path, "[]");
        }
    }

    private void accessTokens() {
        String tokens = SETTINGS + "/tokens";
        done(200, "POST " + tokens, tokens, "{\"name\":\"ci\"}");
        refused("POST " + tokens, tokens, "{\"name\":\"ci\"}");
        String id = Json.tree(server.operator().send(Request.of("GET", tokens)).body())
                .get(0)
                .get("id")
                .asString();
        done(204, "DELETE " + tokens + "/{id}", tokens + "/" + id, "");
        refused("DELETE " + tokens + "/{id}", tokens + "/" + id, "");
    }

    private void devices() {
        DeviceIdentity known = DeviceIdentity.named(RunningFleetServer.serial());
        String body =
                Json.text(Json.object().put("pubkey", known.pem()).set("identity_data", Json.tree(known.idData())));
        done(201, "POST " + DEVICES, DEVICES, body);
        refused("POST " + DEVICES, DEVICES, body);

        DeviceIdentity one = DeviceIdentity.named(RunningFleetServer.serial());
        TestDevice device = server.device(one);
        assertThat(device.authenticate().status()).isEqualTo(401);
        String path = DEVICES + "/" + server.operator().deviceId(one);
        String set = Json.tree(server.operator().send(Request.of("GET", path)).body())
                .get("auth_sets")
                .get(0)
                .get("id")
                .asString();
        String auth = path + "/auth/" + set;
        String pattern = DEVICES + "/{id}/auth/{aid}";
        done(204, "PUT " + pattern + "/status", auth + "/status", "{\"status\":\"accepted\"}");
        refused("PUT " + pattern + "/status", auth + "/status", "{\"status\":\"flying\"}");
        done(204, "DELETE " + TOKENS + "/{id}", TOKENS + "/" + device.admitted().setId(), "");
        refused("DELETE " + TOKENS + "/{id}", TOKENS + "/" + UUID.randomUUID(), "");
        done(204, "DELETE " + pattern, auth, "");
        refused("DELETE " + pattern, auth, "");
        assertThat(device.authenticate().status()).isEqualTo(401);
        done(200, "POST " + BULK, BULK, "{\"at_most\":1}");
        refused("POST " + BULK, BULK, "{\"at_most\":0}");
        String again = DEVICES + "/" + server.operator().deviceId(one);
        done(204, "DELETE " + DEVICES + "/{id}", again, "");
        refused("DELETE " + DEVICES + "/{id}", again, "");
    }

    private void releases() {
        count(1, "POST " + ARTIFACTS, done, () -> {
            server.operator().upload("r1");
            return server.operator().send(Request.of("GET", ARTIFACTS));
        });
        refused("POST " + ARTIFACTS, ARTIFACTS, "no form");
        String id = Json.tree(
                        server.operator().send(Request.of("GET", ARTIFACTS)).body())
                .get(0)
                .get("id")
                .asString();
        String path = ARTIFACTS + "/" + id;
        done(204, "PUT " + ARTIFACTS + "/{id}", path, "{\"description\":\"new\"}");
        refused("PUT " + ARTIFACTS + "/{id}", path, "{}");
        done(204, "DELETE " + ARTIFACTS + "/{id}", path, "");
        refused("DELETE " + ARTIFACTS + "/{id}", path, "");
    }

    private void signingKeys() {
        // A device's key is an RSA key like any other.
        String key = Json.text(Json.object()
                .put("name", "ci")
                .put("pubkey", DeviceIdentity.named(RunningFleetServer.serial()).pem()));
        String path = done(201, "POST " + SIGNING_KEYS, SIGNING_KEYS, key)
                .header("location")
                .orElseThrow();
        refused("POST " + SIGNING_KEYS, SIGNING_KEYS, key);
        done(204, "DELETE " + SIGNING_KEYS + "/{id}", path, "");
        refused("DELETE " + SIGNING_KEYS + "/{id}", path, "");
    }

    private void deployments() {
        DeviceIdentity one = DeviceIdentity.named(RunningFleetServer.serial());
        server.acceptedDevice(one);
        server.operator().upload("r2");
        String body = "{\"name\":\"d\",\"artifact_name\":\"r2\",\"devices\":[\""
                + server.operator().deviceId(one) + "\"]}";
        String path = done(201, "POST " + DEPLOYMENTS, DEPLOYMENTS, body)
                .header("location")
                .orElseThrow();
        refused("POST " + DEPLOYMENTS, DEPLOYMENTS, body);
        String paused = "{\"update_control_map\":{\"states\":{\"ArtifactInstall_Enter\":{\"action\":\"pause\"}}}}";
        done(204, "PATCH " + DEPLOYMENTS + "/{id}", path, paused);
        refused("PATCH " + DEPLOYMENTS + "/{id}", path, "{\"update_control_map\":{\"stamp\":1}}");
        String v2 = "/api/management/v2/deployments/deployments";
        done(201, "POST " + v2, v2, body.replace("\"d\"", "\"d2\""));
        refused("POST " + v2, v2, body.replace("\"d\"", "\"d2\""));
        String limit = "/failure_limit";
        String ours = path.replace("/deployments/deployments", "/holdfast/deployments") + limit;
        String unknown = ours.replace(
                path.substring(path.lastIndexOf('/') + 1), UUID.randomUUID().toString());
        done(204, "PUT " + OURS + limit, ours, "{\"hold_after_failures\":1}");
        refused("PUT " + OURS + limit, ours, "{\"hold_after_failures\":0}");
        done(204, "DELETE " + OURS + limit, ours, "");
        refused("DELETE " + OURS + limit, unknown, "");
        String abort = "{\"status\":\"aborted\"}";
        done(204, "PUT " + DEPLOYMENTS + "/{id}/status", path + "/status", abort);
        refused(
                "PUT " + DEPLOYMENTS + "/{id}/status",
                DEPLOYMENTS + "/" + new DeploymentId(UUID.randomUUID()) + "/status",
                abort);

        String device = server.operator().deviceId(one).toString();
        ofDevice("DELETE " + DEPLOYMENTS + "/devices/{device}/history", device);
        groups(device);
        ofDevice("DELETE " + DEPLOYMENTS + "/devices/{device}", device);
    }

    private void configurations() {
        DeviceIdentity one = DeviceIdentity.named(RunningFleetServer.serial());
        server.acceptedDevice(one);
        String pattern = V1 + "/deviceconfig/configurations/device/{id}";
        String path = pattern.replace("{id}", server.operator().deviceId(one).toString());
        String nobody = pattern.replace("{id}", UUID.randomUUID().toString());
        done(204, "PUT " + pattern, path, "{\"a\":\"b\"}");
        refused("PUT " + pattern, path, "{\"a\":1}");
        done(200, "POST " + pattern + "/deploy", path + "/deploy", "{\"retries\":1}");
        refused("POST " + pattern + "/deploy", nobody + "/deploy", "{}");
    }

    private void commands() {
        DeviceIdentity one = DeviceIdentity.named(RunningFleetServer.serial());
        server.acceptedDevice(one);
        String pattern = V1 + "/holdfast/devices/{id}/commands";
        String path = pattern.replace("{id}", server.operator().deviceId(one).toString());
        String queued = done(201, "POST " + pattern, path, "{\"command\":\"check_update\"}")
                .header("location")
                .orElseThrow();
        refused("POST " + pattern, path, "{\"command\":\"reboot\"}");
        done(204, "DELETE " + pattern + "/{command}", queued, "");
        refused("DELETE " + pattern + "/{command}", queued, "");
    }

    /** Asked of a device that has nothing of the kind it is no refusal, as in Mender, and no deed either. */
    private void ofDevice(String route, String device) {
        String path = route.substring(route.indexOf(' ') + 1);
        done(204, route, path.replace("{device}", device), "");
        Answer nothing = count(
                0,
                route,
                refused,
                () -> server.operator()
                        .send(request(
                                route,
                                path.replace("{device}", UUID.randomUUID().toString()),
                                "")));
        assertThat(nothing.status()).isEqualTo(204);
    }

    private void liveDevices() {
        DeviceIdentity one = DeviceIdentity.named(RunningFleetServer.serial());
        TestDevice device = server.acceptedDevice(one);
        String pattern = V1 + "/deviceconnect/devices/{id}";
        String path = pattern.replace("{id}", server.operator().deviceId(one).toString());
        String upload = "PUT " + pattern + "/upload";
        Request form = Request.of("PUT", path + "/upload")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .sized("--b\r\nContent-Disposition: form-data; name=\"path\"\r\n\r\n/x\r\n"
                        + "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--\r\n");
        count(0, upload, refused, () -> expect(409, server.operator().send(form)));
        refused("POST " + pattern + "/check-update", path + "/check-update", "");
        refused("POST " + pattern + "/send-inventory", path + "/send-inventory", "");
        try (TestAgent agent = TestAgent.connect(server.http(), device)) {
            count(1, upload, done, () -> expect(201, server.operator().send(form)));
            done(202, "POST " + pattern + "/check-update", path + "/check-update", "");
            done(202, "POST " + pattern + "/send-inventory", path + "/send-inventory", "");
            assertThat(agent.deaths()).isEmpty();
        }
        deviceUrls(path.substring(path.lastIndexOf('/') + 1));
    }

    private void watching() {
        DeviceIdentity one = DeviceIdentity.named(RunningFleetServer.serial());
        TestDevice device = server.acceptedDevice(one);
        String token = server.operator().token();
        String connect = PersonSocket.connect(server.operator().deviceId(one));
        try (TestAgent agent = TestAgent.connect(server.http(), device);
                PersonSocket person = PersonSocket.open(server.http(), token, connect)) {
            person.send(new ShellMessage.New(Optional.empty(), "t"));
            String sessions = WATCH.substring(4);
            String path = sessions.replace("{session_id}", person.next().sessionId());
            count(0, WATCH, refused, () -> expect(400, server.operator().send(Request.of("GET", path))));
            refused(WATCH, sessions.replace("{session_id}", UUID.randomUUID().toString()), "");
            try (RawConnection watcher = RawConnection.to(server.http())) {
                count(1, WATCH, done, () -> expect(101, watcher.send(upgrade(path, token))));
            }
            assertThat(agent.deaths()).isEmpty();
        }
    }

    private static Request upgrade(String path, String token) {
        return Request.of("GET", path)
                .bearer(token)
                .header("Connection", "Upgrade")
                .header("Upgrade", "websocket")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", TestLink.KEY);
    }

    private void deviceUrls(String device) {
        String all = V1 + "/holdfast/devices/{id}/urls";
        String one = all + "/{url}";
        String list = all.replace("{id}", device);
        String body = "{\"port\":80,\"mode\":\"link\"}";
        String path = done(201, "POST " + all, list, body).header("location").orElseThrow();
        String none = list + "/" + UUID.randomUUID();
        refused("POST " + all, list, "{\"port\":0}");
        done(200, "PUT " + one, path, body.replace("80", "81"));
        refused("PUT " + one, none, body);
        done(201, "POST " + one + "/links", path + "/links", "{\"seconds\":60}");
        refused("POST " + one + "/links", path + "/links", "{\"seconds\":59}");
        done(200, "POST " + one + "/rotate", path + "/rotate", "");
        refused("POST " + one + "/rotate", none + "/rotate", "");
        done(204, "DELETE " + one, path, "");
        refused("DELETE " + one, path, "");
    }

    private void groups(String device) {
        String grouped = GROUPED.replace("{id}", device);
        String devices = GROUPS.replace("{name}", "g") + "/devices";
        String list = "[\"" + device + "\"]";
        done(204, "PUT " + GROUPED, grouped, "{\"group\":\"g\"}");
        refused("PUT " + GROUPED, grouped, "{\"group\":\"\"}");
        done(204, "DELETE " + GROUPED + "/{name}", grouped + "/g", "");
        refused("DELETE " + GROUPED + "/{name}", grouped + "/g", "");
        done(200, "PATCH " + GROUPS + "/devices", devices, list);
        refused("PATCH " + GROUPS + "/devices", devices, "[]");
        done(200, "DELETE " + GROUPS + "/devices", devices, list);
        refused("DELETE " + GROUPS + "/devices", devices, "[]");

        String deploy = "POST " + DEPLOYMENTS + "/group/{name}";
        String body = "{\"name\":\"e\",\"artifact_name\":\"r2\"}";
        refused(deploy, DEPLOYMENTS + "/group/g", body);
        done(200, "PATCH " + GROUPS + "/devices", devices, list);
        done(201, deploy, DEPLOYMENTS + "/group/g", body);
        done(200, "DELETE " + GROUPS, GROUPS.replace("{name}", "g"), "");
        refused("DELETE " + GROUPS, GROUPS.replace("{name}", "g"), "");
    }

    private Answer done(int status, String route, String path, String body) {
        return count(1, route, done, () -> expect(status, server.operator().send(request(route, path, body))));
    }

    private void refused(String route, String path, String body) {
        Answer answer = count(0, route, refused, () -> server.operator().send(request(route, path, body)));
        assertThat(answer.status()).as("refused: " + route).isBetween(400, 499);
    }

    private static Request request(String route, String path, String body) {
        Request bare = Request.of(route.substring(0, route.indexOf(' ')), path);
        return body.isEmpty() ? bare : bare.sized(body);
    }

    private Answer count(int rows, String route, Set<String> seen, java.util.function.Supplier<Answer> call) {
        long before = audited();
        Answer answer = call.get();
        assertThat(audited() - before).as(route + " answered " + answer).isEqualTo(rows);
        seen.add(route);
        return answer;
    }

    private static Answer expect(int status, Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return answer;
    }

    private static Answer login(String login, int status) {
        String basic = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
        return expect(
                status,
                send(Request.of("POST", V1 + "/useradm/auth/login")
                        .header("Authorization", "Basic " + basic)
                        .sized("")));
    }

    private static Answer send(Request request) {
        try (RawConnection connection = RawConnection.to(server.http())) {
            return connection.send(request);
        }
    }

    private static String passwords(String present, String next) {
        return "{\"current_password\":\"" + present + "\",\"password\":\"" + next + "\"}";
    }

    private static long audited() {
        return database.number("select count(*) from audit_event");
    }

    private static String line(Route route) {
        assertThat(route.policy()).isIn(Policy.SIGNED_IN, Policy.ANYONE, Policy.SOCKET);
        return route.method() + " " + route.path();
    }
}
