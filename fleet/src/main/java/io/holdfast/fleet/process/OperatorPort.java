package io.holdfast.fleet.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
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

    /** What it answers with 200; nothing while it does not listen or refuses. */
    public Optional<JsonNode> get(String path) {
        try {
            String token = Files.readString(launch.dataDirectory().resolve("ops-token"));
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + launch.opsPort() + path))
                    .header("Authorization", "Bearer " + token.strip())
                    .timeout(PATIENCE)
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? Optional.of(JsonMapper.shared().readTree(answer.body()))
                    : Optional.empty();
        } catch (ConnectException down) {
            return Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
