package io.holdfast.cli;

import io.holdfast.platform.json.Json;
import io.holdfast.platform.secrets.SecretText;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * The requests of a server's first minute: a person signs in, a device asks, is accepted and polls. TrainingClient.Answers are reported,
 * not judged: a request that is refused has trained the refusal.
 */
final class TrainingTraffic {

    /** Enough for the profiles that the cache keeps: a method is compiled after 200 calls, and well after 2,000. */
    private static final int POLLS = 3_000;

    private final URI base;
    private final Optional<Path> trusted;
    private final String email;
    private final SecretText password;
    private final Consumer<String> report;

    /** @param trusted the certificate to expect, PEM */
    TrainingTraffic(URI base, Optional<Path> trusted, String email, SecretText password, Consumer<String> report) {
        this.base = base;
        this.trusted = trusted;
        this.email = email;
        this.password = password;
        this.report = report;
    }

    void run() {
        try (TrainingClient client = new TrainingClient(base, trusted)) {
            report("page", client.send("GET", "/", Map.of(), new byte[0]));
            report("sign-in page", client.send("GET", "/ui/sign-in", Map.of(), new byte[0]));
            String person = bearer(report(
                    "login", client.send("POST", "/api/management/v1/useradm/auth/login", basic(), new byte[0])));
            TrainingDevice device = TrainingDevice.fresh();
            ask(client, device);
            accept(client, person);
            String token = bearer(ask(client, device));
            Map<String, String> asDevice = Map.of("Content-Type", "application/json", "Authorization", token);
            report(
                    "inventory",
                    client.send("PATCH", "/api/devices/v1/inventory/device/attributes", asDevice, inventory()));
            poll(client, asDevice);
        }
    }

    /** The operator port's probes. */
    static void operators(URI ops, Consumer<String> report) {
        try (TrainingClient client = new TrainingClient(ops, Optional.empty())) {
            for (String path : new String[] {"/live", "/ready", "/metrics"}) {
                report.accept("operators " + path + " "
                        + client.send("GET", path, Map.of(), new byte[0]).status());
            }
        }
    }

    private TrainingClient.Answer ask(TrainingClient client, TrainingDevice device) {
        Map<String, String> signed = Map.of("Content-Type", "application/json", "X-MEN-Signature", device.signature());
        return report(
                "authentication",
                client.send("POST", "/api/devices/v1/authentication/auth_requests", signed, device.request()));
    }

    private void accept(TrainingClient client, String person) {
        Map<String, String> asPerson = Map.of("Content-Type", "application/json", "Authorization", person);
        TrainingClient.Answer devices = report(
                "devices",
                client.send("GET", "/api/management/v2/devauth/devices?status=pending", asPerson, new byte[0]));
        for (JsonNode device : devices.json()) {
            for (JsonNode set : device.path("auth_sets")) {
                String status = "/api/management/v2/devauth/devices/%s/auth/%s/status"
                        .formatted(device.path("id").asString(), set.path("id").asString());
                byte[] accepted = Json.bytes(Json.object().put("status", "accepted"));
                report("acceptance", client.send("PUT", status, asPerson, accepted));
            }
        }
    }

    private void poll(TrainingClient client, Map<String, String> asDevice) {
        byte[] provides = Json.bytes(Json.object()
                .set(
                        "device_provides",
                        Json.object().put("device_type", "training").put("artifact_name", "first")));
        TrainingClient.Answer last = new TrainingClient.Answer(0, "");
        for (int i = 0; i < POLLS; i++) {
            last = client.send("POST", "/api/devices/v2/deployments/device/deployments/next", asDevice, provides);
        }
        report("poll", last);
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

    private TrainingClient.Answer report(String what, TrainingClient.Answer answer) {
        report.accept(what + " over " + base.getScheme() + " " + answer.status());
        return answer;
    }
}
