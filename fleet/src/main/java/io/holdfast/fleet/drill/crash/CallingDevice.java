package io.holdfast.fleet.drill.crash;

import io.holdfast.fleet.device.DeviceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A device that makes one call after the other and waits for each answer. */
final class CallingDevice {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String DEPLOYMENTS = "/api/devices/v1/deployments/device/deployments/";

    private final HttpClient client;
    private final URI base;
    private final String mac;
    private final byte[] authRequest;
    private final String signature;
    private volatile String token = "";

    CallingDevice(HttpClient client, URI base, String mac, DeviceKey key) {
        this.client = client;
        this.base = base;
        this.mac = mac;
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("id_data", JSON.writeValueAsString(Map.of("mac", mac)));
        fields.put("tenant_token", "");
        fields.put("pubkey", key.publicPem());
        this.authRequest = JSON.writeValueAsString(fields).getBytes(StandardCharsets.UTF_8);
        this.signature = key.sign(authRequest);
    }

    String mac() {
        return mac;
    }

    /** Asks to be let in; what a good answer holds is the token from now on. */
    Attempt.Told authorize() {
        Attempt.Told told = send(request("/api/devices/v1/authentication/auth_requests")
                .header("X-MEN-Signature", signature)
                .POST(BodyPublishers.ofByteArray(authRequest)));
        if (told.status() == 200) {
            token = told.body();
        }
        return told;
    }

    Attempt.Told inventory(int sequence) {
        List<Map<String, String>> attributes = List.of(
                Map.of("name", "device_type", "value", ReleaseWriter.DEVICE_TYPE),
                Map.of("name", "sequence", "value", String.valueOf(sequence)));
        return put("/api/devices/v1/inventory/device/attributes", attributes);
    }

    Attempt.Told configuration() {
        return put("/api/devices/v1/deviceconfig/configuration", Map.of("owner", mac));
    }

    Attempt.Told status(String deploymentId, String status) {
        return put(DEPLOYMENTS + deploymentId + "/status", Map.of("status", status));
    }

    Attempt.Told log(String deploymentId) {
        Map<String, String> line =
                Map.of("timestamp", "2026-11-21T12:00:00Z", "level", "error", "message", "the log of " + mac);
        return put(DEPLOYMENTS + deploymentId + "/log", Map.of("messages", List.of(line)));
    }

    private Attempt.Told put(String path, Object body) {
        return send(request(path)
                .header("Authorization", "Bearer " + token)
                .PUT(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT).header("Content-Type", "application/json");
    }

    private Attempt.Told send(HttpRequest.Builder request) {
        try {
            var answer = client.send(request.build(), BodyHandlers.ofString());
            return new Attempt.Told(answer.statusCode(), answer.body(), "", true);
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
