package io.holdfast.testing;

import io.holdfast.api.Authenticator;
import io.holdfast.api.ControlServer;
import io.holdfast.api.Route;
import io.holdfast.platform.http.PublicAddress;
import io.holdfast.platform.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A listening control plane of these routes, and a client of it. */
public final class ControlHttp implements AutoCloseable {
    /** Only an answer that never comes is a fault: the machine may do other things beside. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ControlServer control;
    private final URI url;

    public ControlHttp(List<Route> routes, Authenticator authenticator) {
        control = new ControlServer(
                routes, authenticator, new PublicAddress(Optional.empty(), URI.create("http://localhost")));
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(control::handle);
        url = URI.create(
                "http://127.0.0.1:" + server.listen(0, "127.0.0.1").await().actualPort());
    }

    public URI url() {
        return url;
    }

    /** One answer, its body as text. */
    public record Answer(HttpResponse<String> response) {
        public int status() {
            return response.statusCode();
        }

        public String body() {
            return response.body();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public JsonNode json() {
            return Json.tree(body());
        }

        /** The refusal's code, empty when it is none. */
        public String code() {
            return status() < 400 ? "" : json().path("code").asString("");
        }
    }

    /** Headers as name, value, name, value. */
    public Answer send(String method, String path, String body, String... headers) {
        return send(method, path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** As {@link #send(String, String, String, String...)}, for bodies that are no text. */
    public Answer send(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(PATIENCE)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return new Answer(client.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    /** Stops the control plane behind the port, which stays open. */
    public void stopCalls() {
        control.close();
    }

    @Override
    public void close() {
        control.close();
        client.close();
        vertx.close().await();
    }
}
