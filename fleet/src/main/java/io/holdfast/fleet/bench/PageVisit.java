package io.holdfast.fleet.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A browser that loads a page: its resources over the six connections that browsers open to a host, each kept. */
final class PageVisit {
    static final int RESOURCES = 40;
    private static final int CONNECTIONS = 6;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private PageVisit() {}

    /** Loads it once with new connections; milliseconds. Throws {@link IllegalStateException} for anything but the page. */
    static double load(URI page, SSLContext tls) {
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<Void>> connections = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(CompletableFuture.runAsync(
                    () -> connection(page, tls, next),
                    task -> Thread.ofPlatform().start(task)));
        }
        connections.forEach(CompletableFuture::join);
        return (System.nanoTime() - begun) / 1e6;
    }

    private static void connection(URI page, SSLContext tls, AtomicInteger next) {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            for (int number = next.getAndIncrement(); number < RESOURCES; number = next.getAndIncrement()) {
                HttpResponse<byte[]> answer = client.send(
                        HttpRequest.newBuilder(page.resolve("r" + number))
                                .timeout(LIMIT)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() != 200 || answer.body().length != PageSite.RESOURCE_BYTES) {
                    throw new IllegalStateException(
                            page + " answered " + answer.statusCode() + " with " + answer.body().length + " bytes");
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(page.toString(), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
