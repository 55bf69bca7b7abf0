package io.holdfast.fleet.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server's operator port, with the token of its data directory. */
public final class OperatorPort implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServerLaunch launch;
    private final HttpClient client = HttpClient.newHttpClient();

    public OperatorPort(ServerLaunch launch) {
        this.launch = launch;
    }

    /** What it answers with 200; nothing while it does not listen or answers otherwise. */
    public Optional<JsonNode> get(String path) {
        return answer("GET", path, "")
                .filter(answer -> answer.statusCode() == 200)
                .map(OperatorPort::json);
    }

    /** What it answers, with whatever status; nothing while it does not listen. */
    public Optional<JsonNode> ask(String path) {
        return answer("GET", path, "").map(OperatorPort::json);
    }

    /** What it answers to this body, with a status of success. */
    public JsonNode post(String path, String body) {
        return done("POST", path, body);
    }

    /** What it answers to this being taken away, with a status of success. */
    public JsonNode delete(String path) {
        return done("DELETE", path, "");
    }

    private JsonNode done(String method, String path, String body) {
        HttpResponse<String> answer = answer(method, path, body)
                .orElseThrow(() -> new IllegalStateException("the operator port does not listen"));
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return json(answer);
    }

    /** What it answers with 200 to another call; nothing while it does not listen or answers otherwise. */
    public Optional<JsonNode> send(String method, String path, String body) {
        return answer(method, path, body)
                .filter(answer -> answer.statusCode() == 200)
                .map(OperatorPort::json);
    }

    /** What it wants to be shown, for a look at where it must not stand. */
    public String secret() {
        try {
            return token();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private Optional<HttpResponse<String>> answer(String method, String path, String body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + launch.opsPort() + path))
                    .header("Authorization", "Bearer " + token())
                    .timeout(PATIENCE)
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return Optional.of(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (ConnectException down) {
            return Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private String token() throws IOException {
        Path file = launch.dataDirectory().resolve("ops-token");
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }

    @Override
    public void close() {
        client.close();
    }
}
