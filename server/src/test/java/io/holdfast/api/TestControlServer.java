package io.holdfast.api;

import io.holdfast.access.Caller;
import io.holdfast.platform.http.PublicAddress;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A real control server on a free port whose tokens are what the test says. */
public final class TestControlServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Caller> tokens = new ConcurrentHashMap<>();
    private final ControlServer control;
    private final HttpServer http;
    private final HttpClient client = HttpClient.newHttpClient();

    public TestControlServer(List<Route> routes) {
        this.control = new ControlServer(
                routes, this::judge, new PublicAddress(Optional.empty(), URI.create("https://fleet.test")));
        this.http = vertx.createHttpServer()
                .requestHandler(control::handle)
                .listen(0, "127.0.0.1")
                .await();
    }

    private Authenticator.Outcome judge(String token) {
        if (token.equals("away")) {
            return new Authenticator.Outcome.Unavailable(Duration.ofSeconds(3));
        }
        Caller caller = tokens.get(token);
        return caller == null ? new Authenticator.Outcome.Refused() : new Authenticator.Outcome.SignedIn(caller);
    }

    public void token(String token, Caller caller) {
        tokens.put(token, caller);
    }

    /** Stops the control server behind the port, which stays open. */
    public void stopCalls() {
        control.close();
    }

    public int port() {
        return http.actualPort();
    }

    public HttpResponse<String> send(String method, String path, String token, byte[] body) {
        BodyPublisher publisher = body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, publisher);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(method + " " + path, e);
        }
    }

    public HttpResponse<String> send(String method, String path, String token, String body) {
        return send(method, path, token, body.getBytes(StandardCharsets.UTF_8));
    }

    public HttpResponse<String> get(String path, String token) {
        return send("GET", path, token, "");
    }

    @Override
    public void close() {
        client.close();
        http.close().await();
        control.close();
        vertx.close().await();
    }
}
