package io.holdfast.fleet.drill.firmware;

import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.seed.TokenTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Devices that ask a node for updates, and say what they run. */
final class Callers implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final TokenTable tokens;
    private final AtomicLong denied = new AtomicLong();

    Callers(TokenTable tokens) {
        this.tokens = tokens;
    }

    /** One poll; the status that it was answered with. */
    int poll(Target node, int device, String version) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://" + node.authority() + "/api/devices/v2/deployments/device/deployments/next"))
                .timeout(ANSWER_MAX)
                .header("Authorization", "Bearer " + tokens.text(device))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"device_provides\":{\"device_type\":\"pump\",\"artifact_name\":\"" + version + "\"}}"))
                .build();
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status == 401 || status == 403) {
                denied.incrementAndGet();
            }
            return status;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the drill was stopped", stopped);
        }
    }

    /** How often a device was told that it may not: a Mender client answers that by dropping what it holds. */
    long answered401() {
        return denied.get();
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
