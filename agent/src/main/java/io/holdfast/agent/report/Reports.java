package io.holdfast.agent.report;

import io.holdfast.agent.AgentSettings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The device's calls by HTTP, in its token's name. */
public final class Reports {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final String DEPLOYMENTS = "/api/devices/v1/deployments/device/deployments/";
    private static final String NOT_INSTALLED = "The reference agent installs no updates.";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final AgentSettings settings;
    private final HttpClient http;
    private final Consumer<String> progress;

    public Reports(AgentSettings settings, HttpClient http, Consumer<String> progress) {
        this.settings = settings;
        this.http = http;
        this.progress = progress;
    }

    /** Thrown when a report did not arrive; the message says why. */
    public static final class NotTaken extends Exception {
        private static final long serialVersionUID = 1;

        NotTaken(String why) {
            super(why);
        }
    }

    /** Reports the device's inventory. */
    public void inventory(String token) throws NotTaken, InterruptedException {
        List<Map<String, String>> attributes = new ArrayList<>();
        Machine.attributes(settings.deviceType())
                .forEach((name, value) -> attributes.add(Map.of("name", name, "value", value)));
        expect(200, call("PUT", "/api/devices/v1/inventory/device/attributes", token, attributes));
    }

    /** Asks for an update. This agent installs none: it says so of one that it is offered, and nobody waits for it. */
    public void checkUpdate(String token) throws NotTaken, InterruptedException {
        Map<String, Object> body =
                Map.of("device_provides", Map.of("artifact_name", "none", "device_type", settings.deviceType()));
        HttpResponse<String> answer = call("POST", "/api/devices/v2/deployments/device/deployments/next", token, body);
        if (answer.statusCode() == 200) {
            refuseUpdate(token, answer.body());
        } else {
            expect(204, answer);
        }
    }

    private void refuseUpdate(String token, String offer) throws NotTaken, InterruptedException {
        String id = deployment(offer);
        progress.accept("an update is offered, deployment " + id + "; this agent installs none and reports a failure");
        expect(204, call("PUT", DEPLOYMENTS + id + "/status", token, Map.of("status", "failure")));
        Map<String, String> entry =
                Map.of("timestamp", java.time.Instant.now().toString(), "level", "error", "message", NOT_INSTALLED);
        expect(204, call("PUT", DEPLOYMENTS + id + "/log", token, Map.of("messages", List.of(entry))));
    }

    private static String deployment(String offer) throws NotTaken {
        try {
            JsonNode id = JSON.readTree(offer).path("id");
            if (id.isString()) {
                return id.stringValue();
            }
        } catch (JacksonException malformed) {
            // refused below
        }
        throw new NotTaken("the server offers an update without an id");
    }

    private HttpResponse<String> call(String method, String path, String token, Object body)
            throws NotTaken, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(settings.server().resolve(path))
                .timeout(ANSWER_MAX)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException unreachable) {
            throw new NotTaken(Comeback.words(unreachable));
        }
    }

    private static void expect(int status, HttpResponse<String> answer) throws NotTaken {
        if (answer.statusCode() != status) {
            throw new NotTaken("the server answers " + answer.statusCode());
        }
    }
}
