package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.testing.Eventually;
import io.holdfast.wire.token.DeviceToken;
import io.holdfast.wire.token.DeviceTokens;
import io.holdfast.wire.token.TokenKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BadInputTest extends UntouchedServerTest {
    private static final String NOWHERE = "/api/devices/v1/deployments/device/deployments/" + UUID.randomUUID();
    private static final String SIGNATURE = Base64.getEncoder().encodeToString(new byte[64]);

    @Override
    List<String> secrets() {
        return List.of(SIGNATURE);
    }

    @Test
    void an_authentication_request_that_cannot_be_read_is_a_400_and_nobody_is_enrolled() {
        DeviceIdentity stranger = DeviceIdentity.named(RunningFleetServer.serial());
        Request auth = Request.of("POST", TestDevice.AUTH).header("X-MEN-Signature", SIGNATURE);
        String pem = stranger.pem().replace("\n", "\\n");
        BadInput bad = new BadInput()
                .refuseBody(400, "request.malformed-json", "an empty body", auth, "")
                .refuseBody(400, "request.malformed-json", "a cut body", auth, "{\"id_data\":\"{\\\"sn\\\"")
                .refuseBody(400, "request.malformed-json", "no JSON", auth, "id_data=1&pubkey=2")
                .refuseBody(400, "request.malformed-json", "more behind it", auth, body("{\\\"sn\\\":1}", pem) + "{}")
                .refuseBody(400, "request.malformed-json", "no UTF-8", auth, new byte[] {'{', '"', (byte) 0xff, '"'})
                .refuseBody(400, "request.wrong-type", "an array", auth, "[]")
                .refuseBody(400, "request.field-missing", "no fields", auth, "{}")
                .refuseBody(400, "request.field-missing", "no key", auth, "{\"id_data\":\"{\\\"sn\\\":1}\"}")
                .refuseBody(400, "request.wrong-type", "a number for id_data", auth, "{\"id_data\":7,\"pubkey\":\"x\"}")
                .refuseBody(400, "request.duplicate-key", "a key twice", auth, "{\"id_data\":\"1\",\"id_data\":\"2\"}")
                .refuseBody(400, "request.malformed-json", "id_data that is no JSON", auth, body("sn=1", pem))
                .refuseBody(400, "auth.identity-not-an-object", "an array for id_data", auth, body("[1]", pem))
                .refuseBody(400, "auth.identity-empty", "the empty identity", auth, body("{}", pem))
                .refuseBody(
                        400, "request.text-not-storable", "U+0000", auth, body("{\\\"sn\\\":\\\"a\\\\u0000b\\\"}", pem))
                .refuseBody(
                        400,
                        "request.text-not-storable",
                        "half a pair",
                        auth,
                        body("{\\\"sn\\\":\\\"\\\\ud83d\\\"}", pem))
                .refuseBody(400, "request.too-complex", "a deep identity", auth, body("[".repeat(40), pem))
                .refuseBody(400, "auth.key-undecodable", "a key of rubbish", auth, body("{\\\"sn\\\":1}", "rubbish"))
                .refuseBody(
                        400,
                        "auth.key-undecodable",
                        "a private key",
                        auth,
                        body("{\\\"sn\\\":1}", pem.replace("PUBLIC", "PRIVATE")))
                .refuseBody(413, "request.too-large", "a large body", auth, "x".repeat(16 * 1024 + 1))
                .refuseBody(413, "request.too-large", "a very large body", auth, "x".repeat(3_000_000));

        checkBothWays(bad);
    }

    @Test
    void a_signature_that_does_not_prove_the_key_is_refused() {
        DeviceIdentity stranger = DeviceIdentity.named(RunningFleetServer.serial());
        String body = stranger.authBody("");
        Request auth = Request.of("POST", TestDevice.AUTH);
        BadInput bad = new BadInput()
                .refuseBody(400, "auth.signature-missing", "no signature", auth, body)
                .refuseBody(400, "auth.signature-not-base64", "no base64", signed("not base64!"), body)
                .refuseBody(400, "auth.signature-not-base64", "the other base64", signed("_-_-"), body)
                .refuseBody(400, "auth.signature-not-base64", "a very long one", signed("A".repeat(8000)), body)
                .refuseBody(401, "auth.signature-wrong", "zeros", signed(SIGNATURE), body)
                .refuseBody(401, "auth.signature-wrong", "three bytes", signed("AAAA"), body)
                .refuseBody(
                        401,
                        "auth.signature-wrong",
                        "another key's",
                        signed(stranger.withNewKey().sign(body)),
                        body)
                .refuseBody(
                        401,
                        "auth.signature-wrong",
                        "of the body without its newline",
                        signed(stranger.sign(body.strip())),
                        body)
                .refuseBody(
                        401,
                        "auth.signature-wrong",
                        "a known device's body with a wrong one",
                        signed(SIGNATURE),
                        device.identity().authBody(""));
        checkBothWays(bad);
    }

    @Test
    void a_tenant_token_that_is_not_ours_is_refused() {
        DeviceIdentity stranger = DeviceIdentity.named(RunningFleetServer.serial());
        BadInput bad = new BadInput();
        for (String token : List.of("rubbish", "a.b.c", device.token(), "x".repeat(4000))) {
            String body = stranger.authBody(token);
            bad.refuseBody(401, "auth.tenant-token-bad", "tenant token", signed(stranger.sign(body)), body);
        }
        checkBothWays(bad);
    }

    @Test
    void a_token_that_proves_nothing_is_refused_on_every_call() {
        ImageDevice known = server.image()
                .device(server.operator().tenant(), server.operator().deviceId(device.identity()))
                .orElseThrow();
        TokenKey key = server.image().tokenKeys().signingDeviceTokens();
        long now = System.currentTimeMillis() / 1000;
        long seq = server.image().appliedSeq();
        UUID tenant = known.tenant().value();
        UUID id = known.id().value();
        UUID set = known.authSet().value();
        String payload = device.token().split("\\.")[1];
        String signature = device.token().split("\\.")[2];
        BadInput bad = new BadInput();
        for (Request call : calls()) {
            bad.refuse(401, "token.missing", "no token", call)
                    .refuse(401, "token.missing", "Basic", call.header("Authorization", "Basic YTpi"))
                    .refuse(401, "token.missing", "an empty token", call.bearer(""))
                    .refuse(401, "token.malformed", "rubbish", call.bearer("rubbish"))
                    .refuse(401, "token.malformed", "a long one", call.bearer("a".repeat(4000)))
                    .refuse(401, "token.malformed", "alg none", call.bearer(none("none", payload) + "."))
                    .refuse(
                            401,
                            "token.malformed",
                            "alg none, signed",
                            call.bearer(none("none", payload) + "." + signature))
                    .refuse(401, "token.malformed", "alg RS256", call.bearer(none("RS256", payload) + "." + signature))
                    .refuse(401, "token.bad-signature", "another payload", call.bearer(changed(device.token(), 1)))
                    .refuse(401, "token.bad-signature", "another signature", call.bearer(changed(device.token(), 2)))
                    .refuse(
                            401,
                            "token.bad-signature",
                            "another server's key",
                            call.bearer(
                                    mint(new TokenKey(key.keyId(), new byte[32]), id, set, tenant, now + 9999, seq)))
                    .refuse(
                            401,
                            "token.unknown-key",
                            "a key that is not here",
                            call.bearer(mint(new TokenKey(99, new byte[32]), id, set, tenant, now + 9999, seq)))
                    .refuse(
                            401,
                            "token.device-unknown",
                            "another tenant's",
                            call.bearer(mint(key, id, set, UUID.randomUUID(), now + 9999, seq)))
                    .refuse(
                            401,
                            "token.device-unknown",
                            "nobody's",
                            call.bearer(mint(key, UUID.randomUUID(), set, tenant, now + 9999, seq)))
                    .refuse(
                            401,
                            "token.key-replaced",
                            "another auth set's",
                            call.bearer(mint(key, id, UUID.randomUUID(), tenant, now + 9999, seq)));
        }
        checkBothWays(bad);
    }

    @Test
    void an_expired_token_is_refused_at_a_pace_and_honoured_until_then() {
        // Given
        ImageDevice known = server.image()
                .device(server.operator().tenant(), server.operator().deviceId(device.identity()))
                .orElseThrow();
        long now = System.currentTimeMillis() / 1000;
        String expired = mint(
                server.image().tokenKeys().signingDeviceTokens(),
                known.id().value(),
                known.authSet().value(),
                known.tenant().value(),
                now - 10,
                server.image().appliedSeq());
        Request poll = Request.of("POST", TestDevice.NEXT).bearer(expired).chunked(TestDevice.provides("a", "t"));

        // Then
        try (RawConnection connection = RawConnection.to(server.http())) {
            Eventually.holds("it is sent to authenticate again", () -> {
                Answer answer = connection.send(poll);
                assertThat(answer.toString()).isIn("204", "401 token.expired");
                return answer.status() == 401;
            });
        }
    }

    @Test
    void a_poll_that_cannot_be_read_is_a_400() {
        Request next = authorised("POST", TestDevice.NEXT);
        Request v1 = authorised("POST", TestDevice.NEXT_V1);
        String name = "n".repeat(257);
        BadInput bad = new BadInput()
                .refuseBody(400, "request.malformed-json", "an empty body", next, "")
                .refuseBody(400, "request.malformed-json", "a cut body", next, "{\"device_provides\":{")
                .refuseBody(400, "request.wrong-type", "an array", next, "[]")
                .refuseBody(400, "request.wrong-type", "an array of provides", next, "{\"device_provides\":[]}")
                .refuseBody(400, "request.wrong-type", "a number", next, "{\"device_provides\":{\"device_type\":1}}")
                .refuseBody(400, "request.field-missing", "no provides", next, "{}")
                .refuseBody(
                        400,
                        "request.field-missing",
                        "no type",
                        next,
                        "{\"device_provides\":{\"artifact_name\":\"a\"}}")
                .refuseBody(400, "request.field-too-long", "a long name", next, TestDevice.provides(name, "t"))
                .refuseBody(400, "request.text-not-storable", "U+0000", next, TestDevice.provides("a\\u0000", "t"))
                .refuseBody(400, "request.text-not-storable", "half a pair", next, TestDevice.provides("\\udc00", "t"))
                .refuseBody(
                        400,
                        "request.duplicate-key",
                        "a name twice",
                        next,
                        TestDevice.provides("a\",\"artifact_name\":\"b", "t"))
                .refuseBody(413, "request.too-large", "a large body", next, "x".repeat(64 * 1024 + 1))
                .refuseBody(400, "request.malformed-json", "v1: no JSON", v1, "artifact_name=a")
                .refuseBody(400, "request.field-missing", "v1: no type", v1, "{\"artifact_name\":\"a\"}")
                .refuse(400, "request.field-missing", "v1: no query", authorised("GET", TestDevice.NEXT_V1))
                .refuse(
                        400,
                        "request.field-too-long",
                        "v1: a long name",
                        authorised("GET", TestDevice.NEXT_V1 + "?device_type=t&artifact_name=" + name))
                .refuse(
                        400,
                        "request.text-not-storable",
                        "v1: U+0000",
                        authorised("GET", TestDevice.NEXT_V1 + "?device_type=t&artifact_name=a%00b"));
        checkBothWays(bad);
    }

    @Test
    void a_report_that_cannot_be_read_is_a_400() {
        Request inventory = authorised("PUT", TestDevice.INVENTORY);
        Request patch = authorised("PATCH", TestDevice.INVENTORY);
        Request status = authorised("PUT", NOWHERE + "/status");
        Request configuration = authorised("PUT", TestDevice.CONFIGURATION);
        Request logging = authorised("PUT", NOWHERE + "/log");
        String many = "[" + "{\"name\":\"a\",\"value\":1},".repeat(1025);
        BadInput bad = new BadInput()
                .refuseBody(400, "request.malformed-json", "an empty body", inventory, "")
                .refuseBody(400, "request.malformed-json", "a cut body", patch, "[{\"name\":\"a\"")
                .refuseBody(400, "request.wrong-type", "an object", inventory, "{\"name\":\"a\",\"value\":\"b\"}")
                .refuseBody(400, "request.wrong-type", "an array of strings", patch, "[\"a\"]")
                .refuseBody(400, "request.field-missing", "no name", inventory, "[{\"value\":\"b\"}]")
                .refuseBody(
                        400, "request.field-missing", "an empty name", inventory, "[{\"name\":\"\",\"value\":\"b\"}]")
                .refuseBody(400, "request.field-missing", "no value", inventory, "[{\"name\":\"b\"}]")
                .refuseBody(400, "request.wrong-type", "an object as value", inventory, attribute("{\"a\":1}"))
                .refuseBody(400, "request.wrong-type", "a mixed array", inventory, attribute("[1,\"a\"]"))
                .refuseBody(400, "request.number-out-of-range", "a huge number", inventory, attribute("1e999999"))
                .refuseBody(400, "request.text-not-storable", "U+0000", inventory, attribute("\"a\\u0000b\""))
                .refuseBody(400, "request.text-not-storable", "half a pair", patch, attribute("[\"\\ud800\"]"))
                .refuseBody(400, "request.too-complex", "a deep value", inventory, attribute("[".repeat(50)))
                .refuseBody(
                        400,
                        "inventory.too-many-attributes",
                        "1,025 attributes",
                        inventory,
                        many.substring(0, many.length() - 1) + "]")
                .refuseBody(413, "request.too-large", "a large body", inventory, "x".repeat(1024 * 1024 + 1))
                .refuseBody(400, "request.malformed-json", "an empty body", configuration, "")
                .refuseBody(400, "request.wrong-type", "an array", configuration, "[]")
                .refuseBody(400, "request.wrong-type", "a number", configuration, "{\"a\":1}")
                .refuseBody(400, "request.wrong-type", "a map in the map", configuration, "{\"a\":{\"b\":\"c\"}}")
                .refuseBody(400, "configuration.key-empty", "an empty key", configuration, "{\"\":\"b\"}")
                .refuseBody(400, "request.duplicate-key", "a key twice", configuration, "{\"a\":\"\",\"a\":\"\"}")
                .refuseBody(400, "request.text-not-storable", "U+0000", configuration, "{\"a\":\"\\u0000\"}")
                .refuseBody(400, "request.text-not-storable", "U+0000 in a key", configuration, "{\"a\\u0000\":\"b\"}")
                .refuseBody(413, "request.too-large", "a large configuration", configuration, "x".repeat(64 * 1024 + 1))
                .refuseBody(400, "request.malformed-json", "no JSON", status, "success")
                .refuseBody(400, "request.field-missing", "no status", status, "{}")
                .refuseBody(400, "request.wrong-type", "a number", status, "{\"status\":1}")
                .refuseBody(400, "status.unknown", "an unknown status", status, "{\"status\":\"flying\"}")
                .refuseBody(400, "status.unknown", "the server's own status", status, "{\"status\":\"aborted\"}")
                .refuseBody(
                        400,
                        "request.text-not-storable",
                        "U+0000",
                        status,
                        "{\"status\":\"success\",\"substate\":\"a\\u0000\"}")
                .refuseBody(404, "deployment.unknown", "nobody's deployment", status, "{\"status\":\"success\"}")
                .refuseBody(413, "request.too-large", "a large status", status, "x".repeat(16 * 1024 + 1))
                .refuseBody(400, "request.malformed-json", "no JSON", logging, "it failed")
                .refuseBody(400, "request.field-missing", "no messages", logging, "{\"messages\":\"it failed\"}")
                .refuseBody(404, "deployment.unknown", "nobody's deployment", logging, "{\"messages\":[]}")
                // A log is never lost for its length: of this one the ends are kept, if only it has a deployment.
                .refuseBody(404, "deployment.unknown", "a large log", logging, "x".repeat((4 << 20) + 1));
        checkBothWays(bad);
    }

    @Test
    void a_call_that_does_not_exist_is_a_404_whatever_its_method() {
        BadInput bad = new BadInput();
        String status = NOWHERE + "/status";
        for (String path : List.of(TestDevice.AUTH, TestDevice.NEXT, TestDevice.INVENTORY, status)) {
            bad.refuse(404, "route.unknown", path, authorised("DELETE", path))
                    .refuse(404, "route.unknown", path, authorised("HEAD", path))
                    .refuse(404, "route.unknown", path, authorised("GET", path))
                    .refuse(404, "route.unknown", path, authorised("OPTIONS", path))
                    .refuse(
                            404,
                            "route.unknown",
                            path,
                            authorised("TRACE", path).chunked("{}"))
                    .refuse(404, "route.unknown", path, authorised("BREW", path).sized("{}"));
        }
        for (String path : List.of(
                "/api/devices/",
                "/api/devices/v9/anything",
                TestDevice.AUTH + "/",
                TestDevice.NEXT + "x",
                NOWHERE + "/statusx",
                NOWHERE,
                "/api/devices/v1/deployments/device/deployments/not-a-uuid/status",
                "/api/devices/v1/deployments/device/deployments//status",
                "/api/devices/v1/../../etc/passwd",
                "/api/devices/v1/%00")) {
            bad.refuseBody(404, "route.unknown", path, authorised("PUT", path), "{\"status\":\"success\"}");
        }
        checkBothWays(bad);
    }

    /** What is on record of devices and their reports, down to the last column. */
    private static void checkBothWays(BadInput bad) {
        for (URI address : List.of(server.http(), server.https())) {
            bad.check(address, device.pollRequest());
        }
    }

    private static List<Request> calls() {
        return List.of(
                Request.of("POST", TestDevice.NEXT).chunked(TestDevice.provides("a", "t")),
                Request.of("PUT", TestDevice.INVENTORY).chunked("[]"),
                Request.of("PUT", NOWHERE + "/status").sized("{\"status\":\"success\"}"),
                Request.of("PUT", NOWHERE + "/log").chunked("{\"messages\":[]}"),
                Request.of("GET", TestDevice.NEXT_V1 + "?artifact_name=a&device_type=t"));
    }

    private static Request authorised(String method, String path) {
        return Request.of(method, path).bearer(device.token());
    }

    private static Request signed(String signature) {
        return Request.of("POST", TestDevice.AUTH).header("X-MEN-Signature", signature);
    }

    private static String body(String idData, String pem) {
        return "{\"id_data\":\"" + idData + "\",\"tenant_token\":\"\",\"pubkey\":\"" + pem + "\"}";
    }

    private static String attribute(String value) {
        return "[{\"name\":\"a\",\"value\":" + value + "}]";
    }

    private static String mint(TokenKey key, UUID device, UUID set, UUID tenant, long expires, long seq) {
        return DeviceTokens.mint(new DeviceToken(device, set, tenant, expires - 1000, expires, seq), key);
    }

    private static String none(String algorithm, String payload) {
        return Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(
                                ("{\"typ\":\"JWT\",\"alg\":\"" + algorithm + "\"}").getBytes(StandardCharsets.UTF_8))
                + "." + payload;
    }

    /** The token with one letter of one of its parts changed. */
    private static String changed(String token, int part) {
        String[] parts = token.split("\\.");
        char[] letters = parts[part].toCharArray();
        letters[letters.length / 2] = letters[letters.length / 2] == 'A' ? 'B' : 'A';
        parts[part] = new String(letters);
        return String.join(".", parts);
    }
}
