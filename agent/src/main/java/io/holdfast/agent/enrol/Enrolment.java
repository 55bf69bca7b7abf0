package io.holdfast.agent.enrol;

import io.holdfast.agent.AgentSettings;
import io.holdfast.agent.report.Comeback;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** Asks to be let in: {@code POST /api/devices/v1/authentication/auth_requests}, signed over its exact bytes. */
public final class Enrolment {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final AgentSettings settings;
    private final HttpClient http;
    private final DeviceKey key;

    public Enrolment(AgentSettings settings, HttpClient http, DeviceKey key) {
        this.settings = settings;
        this.http = http;
        this.key = key;
    }

    /** What the server said. */
    public sealed interface Answer {
        record Admitted(String token) implements Answer {
            @Override
            public String toString() {
                return "Admitted[‹redacted›]";
            }
        }

        /** Nobody has accepted the device yet, or somebody has rejected it. */
        record NotYet(Optional<Duration> retryAfter) implements Answer {}

        /** The server cannot tell now. */
        record Unavailable(String why, Optional<Duration> retryAfter) implements Answer {}

        /** Asking again does not help: the request is wrong. */
        record Wrong(String why) implements Answer {}
    }

    public Answer ask() throws InterruptedException {
        byte[] body = body();
        HttpRequest request = HttpRequest.newBuilder(
                        settings.server().resolve("/api/devices/v1/authentication/auth_requests"))
                .timeout(ANSWER_MAX)
                .header("Content-Type", "application/json")
                .header("X-MEN-Signature", key.sign(body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return answer(http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
        } catch (IOException unreachable) {
            return new Answer.Unavailable(
                    "the server cannot be reached: " + Comeback.words(unreachable), Optional.empty());
        }
    }

    private static Answer answer(HttpResponse<String> response) {
        Optional<Duration> retryAfter = Comeback.of(response.headers());
        return switch (response.statusCode()) {
            case 200 ->
                TokenFile.plain(response.body())
                        .<Answer>map(Answer.Admitted::new)
                        .orElseGet(() -> new Answer.Unavailable("the server answers with no token", retryAfter));
            case 401 -> new Answer.NotYet(retryAfter);
            case 400 -> new Answer.Wrong(response.body());
            default -> new Answer.Unavailable("the server answers " + response.statusCode(), retryAfter);
        };
    }

    private byte[] body() {
        JsonMapper json = JsonMapper.shared();
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("id_data", json.writeValueAsString(new TreeMap<>(settings.identity())));
        fields.put("tenant_token", settings.tenantToken());
        fields.put("pubkey", key.publicPem());
        return (json.writeValueAsString(fields) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
