package io.holdfast.testing;

import io.holdfast.api.Authenticator;
import io.holdfast.api.ControlServer;
import io.holdfast.api.Route;
import io.holdfast.platform.http.PublicAddress;
import io.holdfast.platform.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A listening control plane of these routes, and a client of it. */
public final class ControlHttp implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ControlServer control;
    private final URI url;

    public ControlHttp(List<Route> routes, Authenticator authenticator) {
        control = new ControlServer(
                routes, authenticator, new PublicAddress(Optional.empty(), URI.create("http://localhost")));
        HttpServer server = vertx.createHttpServer().requestHandler(control::handle);
        url = URI.create(
                "http://localhost:" + server.listen(0, "localhost").await().actualPort());
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
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
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

    @Override
    public void close() {
        control.close();
        client.close();
        vertx.close().await();
    }
}
