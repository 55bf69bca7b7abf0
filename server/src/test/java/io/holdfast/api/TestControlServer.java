package io.holdfast.api;

import io.holdfast.access.Caller;
import io.holdfast.testing.ControlHttp;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A listening control plane whose tokens are what the test says. */
public final class TestControlServer implements AutoCloseable {
    private final Map<String, Caller> tokens = new ConcurrentHashMap<>();
    private final ControlHttp http;

    public TestControlServer(List<Route> routes) {
        this.http = new ControlHttp(routes, this::judge);
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
        http.stopCalls();
    }

    public int port() {
        return http.url().getPort();
    }

    public HttpResponse<String> send(String method, String path, String token, byte[] body) {
        String[] headers = token.isEmpty() ? new String[0] : new String[] {"Authorization", "Bearer " + token};
        return http.send(method, path, body, headers).response();
    }

    public HttpResponse<String> send(String method, String path, String token, String body) {
        return send(method, path, token, body.getBytes(StandardCharsets.UTF_8));
    }

    public HttpResponse<String> get(String path, String token) {
        return send("GET", path, token, "");
    }

    @Override
    public void close() {
        http.close();
    }
}
