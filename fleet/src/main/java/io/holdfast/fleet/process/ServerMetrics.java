package io.holdfast.fleet.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** What a server counts of itself, read from its operator port. */
public final class ServerMetrics {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> lines;

    private ServerMetrics(List<String> lines) {
        this.lines = lines;
    }

    public static ServerMetrics of(ServerLaunch launch) {
        URI metrics = URI.create("http://127.0.0.1:" + launch.opsPort() + "/metrics");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(metrics).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
            return new ServerMetrics(answer.body().lines().toList());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** The sum of a name's values whose labels contain this text, such as {@code event="opened"}; 0 if there is none. */
    public double sum(String name, String label) {
        return lines.stream()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
