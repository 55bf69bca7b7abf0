package io.holdfast.api.mender;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.api.TestControlServer;
import io.holdfast.feed.Propagation;
import io.holdfast.identity.ControlFixture;
import io.holdfast.identity.ControlFixture.Enrolled;
import io.holdfast.identity.Devices;
import io.holdfast.identity.Preauthorisation;
import io.holdfast.identity.Standing;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.DeviceLimits;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.MigratedDatabase;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class DeviceAuthenticationRoutesTest {
    private static final String BASE = "/api/management/v2/devauth";
    private static final UUID NODE = UUID.randomUUID();
    private static final Instant HEARD = Instant.parse("2026-11-21T10:00:00Z");

    private final ControlFixture fixture = new ControlFixture(MigratedDatabase.fresh());
    private final AtomicBoolean applied = new AtomicBoolean(true);
    private final AtomicLong awaited = new AtomicLong(-1);
    private final TestControlServer server = new TestControlServer(new DeviceAuthenticationRoutes(
                    new Devices(fixture.transactions()),
                    fixture.acceptance(),
                    new Preauthorisation(fixture.transactions()),
                    new DeviceLimits(fixture.transactions(), fixture.quotas()),
                    new Propagation(this::awaitApplied, fixture.transactions(), NODE),
                    device -> Optional.of(HEARD))
            .routes());

    private boolean awaitApplied(long seq, Duration bound) {
        awaited.set(seq);
        return applied.get();
    }

    DeviceAuthenticationRoutesTest() {
        server.token("good", fixture.caller());
        server.token("other", ControlFixture.callerOf(TenantId.random()));
    }

    @AfterEach
    void close() {
        server.close();
        fixture.close();
    }

    @Test
    void a_device_is_shown_as_mender_shows_it() {
        Enrolled device = fixture.device(fixture.caller(), Standing.PENDING);

        HttpResponse<String> answer = get("/devices/" + device.device());

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode json = Json.tree(answer.body());
        assertThat(json.get("id").asString()).isEqualTo(device.device().toString());
        assertThat(json.get("status").asString()).isEqualTo("pending");
        assertThat(json.get("identity_data").get("sn").asString())
                .isEqualTo(device.device().toString());
        assertThat(json.get("decommissioning").asBoolean()).isFalse();
        assertThat(json.get("check_in_time").asString()).isEqualTo(HEARD.toString());
        assertThat(json.get("auth_sets").get(0).get("id").asString())
                .isEqualTo(device.set().toString());
        assertThat(json.get("auth_sets").get(0).get("pubkey").asString()).isEqualTo("pem");
        assertThat(Instant.parse(json.get("created_ts").asString()))
                .isBefore(Instant.now().plusSeconds(60));
    }

    @Test
    void a_device_goes_the_whole_way_from_pending_to_gone() {
        Enrolled device = fixture.device(fixture.caller(), Standing.PENDING);
        String set = "/devices/" + device.device() + "/auth/" + device.set();

        assertThat(send("PUT", set + "/status", "{\"status\":\"accepted\"}").statusCode())
                .isEqualTo(204);
        assertThat(get(set + "/status").body()).isEqualTo("{\"status\":\"accepted\"}");
        assertThat(send("PUT", set + "/status", "{\"status\":\"accepted\"}").statusCode())
                .isEqualTo(204);
        assertThat(get("/devices/count?status=accepted").body()).isEqualTo("{\"count\":1}");
        assertThat(send("DELETE", "/tokens/" + device.set(), "").statusCode()).isEqualTo(204);
        assertThat(send("PUT", set + "/status", "{\"status\":\"rejected\"}").statusCode())
                .isEqualTo(204);
        assertThat(send("DELETE", "/tokens/" + device.set(), "").statusCode()).isEqualTo(404);
        assertThat(send("PUT", set + "/status", "{\"status\":\"pending\"}").statusCode())
                .isEqualTo(204);
        assertThat(send("DELETE", set, "").statusCode()).isEqualTo(204);
        assertThat(get(set + "/status").statusCode()).isEqualTo(404);
        assertThat(get("/devices/count?status=noauth").body()).isEqualTo("{\"count\":1}");
        assertThat(send("DELETE", "/devices/" + device.device(), "").statusCode())
                .isEqualTo(204);
        assertThat(get("/devices").body()).isEqualTo("[]");
        assertThat(get("/devices/count").body()).isEqualTo("{\"count\":0}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT    | pending  | /status | {\"status\":\"accepted\"} | 204",
                "PUT    | pending  | /status | {\"status\":\"rejected\"} | 204",
                "PUT    | accepted | /status | {\"status\":\"pending\"}  | 204",
                "DELETE | pending  |         |                          | 404",
                "DELETE | accepted | DEVICE  |                          | 404"
            })
    void a_repeat_whose_first_answer_was_lost_is_answered_when_the_deed_is_in_force_not_before(String deed) {
        // Given
        String[] parts = Stream.of(deed.split("\\|", -1)).map(String::strip).toArray(String[]::new);
        Enrolled device = fixture.device(fixture.caller(), Standing.stored(parts[1]));
        String of = "/devices/" + device.device();
        String path = parts[2].equals("DEVICE") ? of : of + "/auth/" + device.set() + parts[2];

        // When
        HttpResponse<String> first = send(parts[0], path, parts[3]);
        long deedSeq = awaited.get();
        applied.set(false);
        HttpResponse<String> late = send(parts[0], path, parts[3]);
        long repeatSeq = awaited.get();
        applied.set(true);
        HttpResponse<String> inForce = send(parts[0], path, parts[3]);

        // Then
        assertThat(first.statusCode()).isEqualTo(204);
        assertThat(deedSeq).isPositive();
        assertThat(repeatSeq).isGreaterThanOrEqualTo(deedSeq);
        assertThat(late.statusCode()).hasToString(parts[4]);
        assertThat(late.headers().firstValue("X-Holdfast-Not-Yet-Applied")).contains(NODE.toString());
        assertThat(inForce.statusCode()).hasToString(parts[4]);
        assertThat(inForce.headers().firstValue("X-Holdfast-Not-Yet-Applied")).isEmpty();
        assertThat(fixture.number("select seq from feed_head"))
                .as("nothing was written again")
                .isEqualTo(deedSeq);
    }

    @Test
    void an_acceptance_beyond_the_limit_is_422_and_the_limit_is_told() {
        Enrolled device = fixture.device(fixture.caller(), Standing.PENDING);
        assertThat(get("/limits/max_devices").body()).isEqualTo("{\"limit\":-1}");
        fixture.limit(fixture.caller(), DeviceLimit.atMost(0));

        assertThat(get("/limits/max_devices").body()).isEqualTo("{\"limit\":0}");
        refused(
                send(
                        "PUT",
                        "/devices/" + device.device() + "/auth/" + device.set() + "/status",
                        "{\"status\":\"accepted\"}"),
                422,
                "acceptance.limit-reached");
    }

    @Test
    void a_preauthorised_device_is_created_once_and_the_conflict_shows_it() {
        String body = preauthorisation(newKey(), "");

        HttpResponse<String> made = send("POST", "/devices", body);
        HttpResponse<String> again = send("POST", "/devices", body);

        assertThat(made.statusCode()).isEqualTo(201);
        String location = made.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith("devices/");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(location).endsWith(Json.tree(again.body()).get("id").asString());
        assertThat(send("POST", "/devices", preauthorisation(newKey(), ",\"force\":true"))
                        .statusCode())
                .isEqualTo(201);
        JsonNode device = Json.tree(get("/" + location).body());
        assertThat(device.get("status").asString()).isEqualTo("preauthorized");
        String set = device.get("auth_sets").get(0).get("id").asString();
        refused(
                send("PUT", "/" + location + "/auth/" + set + "/status", "{\"status\":\"accepted\"}"),
                422,
                "acceptance.not-from-preauthorized");
    }

    @Test
    void lists_are_paged_by_links_and_searched_by_status_and_id() {
        Enrolled first = fixture.device(fixture.caller(), Standing.PENDING);
        fixture.device(fixture.caller(), Standing.PENDING);
        fixture.device(fixture.caller(), Standing.REJECTED);

        HttpResponse<String> page = get("/devices?per_page=2&status=pending&page=1");
        assertThat(Json.tree(page.body())).hasSize(2);
        assertThat(page.headers().allValues("Link")).noneMatch(link -> link.contains("rel=\"next\""));
        assertThat(get("/devices?per_page=2").headers().allValues("Link"))
                .anyMatch(link -> link.contains("page=2") && link.endsWith("rel=\"next\""));
        assertThat(Json.tree(
                        get("/devices?id=" + first.device() + "&id=nonsense").body()))
                .hasSize(1);
        assertThat(get("/devices?id=nonsense").body()).isEqualTo("[]");
        assertThat(Json.tree(send("POST", "/devices/search", "{}").body())).hasSize(3);
        assertThat(Json.tree(send("POST", "/devices/search", "{\"status\":[\"pending\",\"rejected\"]}")
                        .body()))
                .hasSize(3);
        assertThat(Json.tree(
                        send("POST", "/devices/search", "{\"status\":\"pending\",\"id\":\"" + first.device() + "\"}")
                                .body()))
                .hasSize(1);
    }

    @Test
    void a_change_that_is_not_in_force_everywhere_yet_names_the_nodes() {
        Enrolled device = fixture.device(fixture.caller(), Standing.PENDING);
        applied.set(false);

        HttpResponse<String> answer = send("DELETE", "/devices/" + device.device(), "");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("X-Holdfast-Not-Yet-Applied")).contains(NODE.toString());
    }

    @Test
    void another_tenant_and_nobody_see_nothing() {
        Enrolled device = fixture.device(fixture.caller(), Standing.ACCEPTED);
        String path = BASE + "/devices/" + device.device();

        refused(server.get(path, "other"), 404, "device.unknown");
        refused(server.send("DELETE", path, "other", ""), 404, "device.unknown");
        refused(server.send("DELETE", BASE + "/tokens/" + device.set(), "other", ""), 404, "token.unknown");
        assertThat(server.get(BASE + "/devices", "other").body()).isEqualTo("[]");
        assertThat(server.get(path, "").statusCode()).isEqualTo(401);
        assertThat(server.get(path, "bad").statusCode()).isEqualTo(401);
        HttpResponse<String> away = server.get(path, "away");
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.headers().firstValue("Retry-After")).isPresent();
        assertThat(fixture.standing(fixture.caller(), device.device())).isEqualTo(Standing.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "00000000-0000-4000-8000-000000000000", "..", "1-1-1-1-1"})
    void an_id_that_is_nobodys_is_404(String id) {
        assertThat(get("/devices/" + id).statusCode()).isEqualTo(404);
        assertThat(send("DELETE", "/devices/" + id, "").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", "/tokens/" + id, "").statusCode()).isEqualTo(404);
        assertThat(send("PUT", "/devices/" + id + "/auth/" + id + "/status", "{\"status\":\"accepted\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/devices?status=unknown    | request.status-unknown",
                "/devices?per_page=501      | request.paging",
                "/devices?per_page=0        | request.paging",
                "/devices?page=x            | request.paging",
                "/devices/count?status=ACCEPTED | request.status-unknown",
            })
    void a_bad_query_is_400(String path, String code) {
        refused(get(path.strip()), 400, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "POST | /devices/search | ``                                   | request.malformed-json",
                "POST | /devices/search | `[]`                                 | request.wrong-type",
                "POST | /devices/search | `{\"status\":5}`                     | request.wrong-type",
                "POST | /devices/search | `{\"status\":[\"odd\"]}`             | request.status-unknown",
                "POST | /devices/search | `{\"id\":{}}`                        | request.wrong-type",
                "POST | /devices/search | `{} {}`                              | request.malformed-json",
                "POST | /devices        | `{`                                  | request.malformed-json",
                "POST | /devices        | `{\"pubkey\":\"x\"}`                 | request.field-missing",
                "POST | /devices        | `{\"identity_data\":\"x\"}`          | request.wrong-type",
                "POST | /devices        | `{\"identity_data\":{}}`             | auth.identity-empty",
                "POST | /devices        | `{\"identity_data\":{\"a\":\"b\"}}`  | request.field-missing",
                "POST | /devices        | `{\"identity_data\":{\"a\":\"b\"},\"pubkey\":\"x\"}` | auth.key-undecodable",
                "POST | /devices        | `{\"identity_data\":{\"a\":\"\\u0000\"},\"pubkey\":\"x\"}` | request.text-not-storable",
                "POST | /devices        | `{\"identity_data\":{\"a\":\"\\ud800\"},\"pubkey\":\"x\"}` | request.text-not-storable",
                "PUT  | STATUS          | `{}`                                 | request.field-missing",
                "PUT  | STATUS          | `{\"status\":null}`                  | request.field-missing",
                "PUT  | STATUS          | `{\"status\":\"ok\"}`                | request.status-unknown",
                "PUT  | STATUS          | `{\"status\":\"noauth\"}`            | acceptance.status-not-settable",
                "PUT  | STATUS          | `{\"status\":\"preauthorized\"}`     | acceptance.status-not-settable",
            })
    void a_bad_body_is_400_and_nothing_is_written(String method, String path, String body, String code) {
        Enrolled device = fixture.device(fixture.caller(), Standing.PENDING);
        String status = "/devices/" + device.device() + "/auth/" + device.set() + "/status";

        refused(send(method, path.equals("STATUS") ? status : path, body), 400, code);

        assertThat(fixture.audited(fixture.caller())).isZero();
        assertThat(fixture.standing(fixture.caller(), device.device())).isEqualTo(Standing.PENDING);
    }

    @Test
    void invalid_utf8_and_deep_nesting_are_400() {
        byte[] broken = "{\"status\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        broken[11] = (byte) 0xff;

        assertThat(server.send("POST", BASE + "/devices/search", "good", broken).statusCode())
                .isEqualTo(400);
        assertThat(send("POST", "/devices/search", "{\"id\":" + "[".repeat(100) + "]".repeat(100) + "}")
                        .statusCode())
                .isEqualTo(400);
    }

    private HttpResponse<String> get(String path) {
        return server.get(BASE + path, "good");
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return server.send(method, BASE + path, "good", body);
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode json = Json.tree(answer.body());
        assertThat(json.get("code").asString()).isEqualTo(code);
        assertThat(json.get("error").asString()).isNotEmpty();
        assertThat(json.get("request_id").asString())
                .isEqualTo(answer.headers().firstValue("X-MEN-RequestID").orElseThrow());
    }

    private static String preauthorisation(String pem, String more) {
        return Json.text(Json.object().put("pubkey", pem))
                .replace("}", ",\"identity_data\":{\"sn\":\"7\"}" + more + "}");
    }

    private static String newKey() {
        try {
            byte[] der = KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPublic()
                    .getEncoded();
            return "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(der)
                    + "\n-----END PUBLIC KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
