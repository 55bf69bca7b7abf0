package io.holdfast.cli;

import io.holdfast.platform.json.Json;
import io.holdfast.platform.secrets.SecretText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The requests of a server's first minute: a person signs in, a device asks, is accepted and polls. An answer that is not the
 * expected one fails the training: the cache would hold the profile of refusals, and every start would pay for it unseen.
 */
final class TrainingTraffic {

    /** Enough for the profiles that the cache keeps: a method is compiled after 200 calls, and well after 2,000. */
    private static final int POLLS = 3_000;

    private static final byte[] NOTHING = new byte[0];

    private final URI base;
    private final Optional<Path> trusted;
    private final String email;
    private final SecretText password;

    /** @param trusted the certificate to expect, PEM */
    TrainingTraffic(URI base, Optional<Path> trusted, String email, SecretText password) {
        this.base = base;
        this.trusted = trusted;
        this.email = email;
        this.password = password;
    }

    /**
     * A fleet's first device is let in.
     *
     * @return its token, as it stands in {@code Authorization}
     * @throws TrainingFailed at the first unexpected answer
     */
    String letIn() {
        try (TrainingClient client = new TrainingClient(base, trusted)) {
            expect(303, "page", client.send("GET", "/", Map.of(), NOTHING));
            expect(200, "sign-in page", client.send("GET", "/sign-in", Map.of(), NOTHING));
            TrainingClient.Answer login =
                    client.send("POST", "/api/management/v1/useradm/auth/login", basic(), NOTHING);
            String person = bearer(expect(200, "login", login));
            TrainingDevice device = TrainingDevice.fresh();
            expect(401, "a stranger's authentication", ask(client, device));
            accept(client, person);
            String token = bearer(expect(200, "authentication", ask(client, device)));
            TrainingClient.Answer inventory =
                    client.send("PATCH", "/api/devices/v1/inventory/device/attributes", asDevice(token), inventory());
            expect(200, "inventory", inventory);
            poll(client, token);
            return token;
        }
    }

    /**
     * A device that the server knew before its start asks.
     *
     * @throws TrainingFailed at the first unexpected answer
     */
    void comeBack(String token) {
        try (TrainingClient client = new TrainingClient(base, trusted)) {
            poll(client, token);
        }
    }

    /**
     * The operator port's probes.
     *
     * @throws TrainingFailed when one is not well
     */
    void operators() {
        try (TrainingClient client = new TrainingClient(base, Optional.empty())) {
            for (String path : List.of("/live", "/ready", "/metrics")) {
                expect(200, "operators' " + path, client.send("GET", path, Map.of(), NOTHING));
            }
        }
    }

    private static TrainingClient.Answer ask(TrainingClient client, TrainingDevice device) {
        Map<String, String> signed = Map.of("Content-Type", "application/json", "X-MEN-Signature", device.signature());
        return client.send("POST", "/api/devices/v1/authentication/auth_requests", signed, device.request());
    }

    private void accept(TrainingClient client, String person) {
        Map<String, String> asPerson = Map.of("Content-Type", "application/json", "Authorization", person);
        TrainingClient.Answer devices =
                client.send("GET", "/api/management/v2/devauth/devices?status=pending", asPerson, NOTHING);
        for (JsonNode device : expect(200, "devices", devices).json()) {
            for (JsonNode set : device.path("auth_sets")) {
                String status = "/api/management/v2/devauth/devices/%s/auth/%s/status"
                        .formatted(device.path("id").asString(), set.path("id").asString());
                byte[] accepted = Json.bytes(Json.object().put("status", "accepted"));
                expect(204, "acceptance", client.send("PUT", status, asPerson, accepted));
            }
        }
    }

    private void poll(TrainingClient client, String token) {
        byte[] provides = Json.bytes(Json.object()
                .set(
                        "device_provides",
                        Json.object().put("device_type", "training").put("artifact_name", "first")));
        for (int i = 0; i < POLLS; i++) {
            TrainingClient.Answer answer = client.send(
                    "POST", "/api/devices/v2/deployments/device/deployments/next", asDevice(token), provides);
            expect(204, "poll", answer);
        }
    }

    private static Map<String, String> asDevice(String token) {
        return Map.of("Content-Type", "application/json", "Authorization", token);
    }

    private static byte[] inventory() {
        return Json.bytes(
                Json.array().add(Json.object().put("name", "device_type").put("value", "training")));
    }

    private Map<String, String> basic() {
        byte[] pair = (email + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
        return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    private static String bearer(TrainingClient.Answer answer) {
        return "Bearer " + answer.body().strip();
    }

    private TrainingClient.Answer expect(int status, String what, TrainingClient.Answer answer) {
        if (answer.status() != status) {
            throw new TrainingFailed(
                    "%s over %s was answered %d and not %d".formatted(what, base.getScheme(), answer.status(), status));
        }
        return answer;
    }
}
