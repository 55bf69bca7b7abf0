package io.holdfast.cli;

import io.holdfast.platform.config.EffectiveConfig;
import io.holdfast.platform.config.Port;
import io.holdfast.platform.config.Setting;
import io.holdfast.platform.config.Settings;
import io.holdfast.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A running server's operator port, with the token of its data directory: answers while the database is dead. */
final class OperatorPort {
    /** What a command about a running server has to know. */
    static final List<Setting<?>> SETTINGS = List.of(Settings.DATA, Settings.OPS_BIND, Settings.OPS_PORT);

    /** Longer than the server itself waits for its database. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(15);

    private final URI url;
    private final Path tokenFile;

    OperatorPort(EffectiveConfig config) {
        Port port = config.get(Settings.OPS_PORT);
        String bind = config.get(Settings.OPS_BIND);
        String host = bind.contains(":") ? "[" + bind + "]" : bind;
        url = URI.create("http://" + host + ":" + port.number());
        tokenFile = config.get(Settings.DATA).resolve("ops-token");
    }

    JsonNode get(String path) {
        return answer(request(path).GET());
    }

    JsonNode post(String path, JsonNode body) {
        return answer(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body))));
    }

    JsonNode delete(String path) {
        return answer(request(path).DELETE());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(url.resolve(path))
                .timeout(ANSWER_MAX)
                .header("Authorization", "Bearer " + token());
    }

    private String token() {
        try {
            return Files.readString(tokenFile).strip();
        } catch (IOException unreadable) {
            throw new CommandFailed(
                    "ops.token-unreadable",
                    "The operators' token " + tokenFile + " cannot be read.",
                    "Name the server's data directory with --data, and run this as its user.",
                    unreadable);
        }
    }

    private JsonNode answer(HttpRequest.Builder request) {
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            JsonNode body = Json.tree(response.body());
            if (response.statusCode() / 100 != 2) {
                throw new CommandFailed(
                        body.path("code").asString("ops.refused"),
                        body.path("error").asString("The server refused."),
                        "Change the command, or look at the server.");
            }
            return body;
        } catch (IOException | JacksonException away) {
            throw new CommandFailed(
                    "ops.not-answering",
                    "No server answers operators at " + url + ".",
                    "Say where with --ops-bind and --ops-port, or start it.",
                    away);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("ops.stopped", "The command was stopped.", "Run it again.", stopped);
        }
    }
}
