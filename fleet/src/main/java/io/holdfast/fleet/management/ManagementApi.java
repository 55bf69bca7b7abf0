package io.holdfast.fleet.management;

import io.holdfast.fleet.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.json.JsonMapper;

/** A signed-in program. One method sends anything; the topics {@link #devices()} and {@link #deployments()} build on it. */
public final class ManagementApi {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client;
    private final URI base;
    private final String token;
    private final Optional<String> key;

    private ManagementApi(HttpClient client, URI base, String token, Optional<String> key) {
        this.client = client;
        this.base = base;
        this.token = token;
        this.key = key;
    }

    /** Signs in with e-mail and password. */
    public static ManagementApi login(URI base, SSLContext tls, String email, String password) {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(LIMIT)
                .build();
        String basic = Base64.getEncoder().encodeToString((email + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/api/management/v1/useradm/auth/login"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/json")
                .timeout(LIMIT)
                .POST(BodyPublishers.noBody())
                .build();
        ManagementAnswer signedIn = insist(() -> send(client, request));
        return new ManagementApi(client, base, signedIn.expect(200).body(), Optional.empty());
    }

    /** The same program, whose writes carry this {@code Idempotency-Key}: repeated under it, they are done once. */
    public ManagementApi withKey(String idempotencyKey) {
        return new ManagementApi(client, base, token, Optional.of(idempotencyKey));
    }

    public ManagedDevices devices() {
        return new ManagedDevices(this);
    }

    public Deployments deployments() {
        return new Deployments(this);
    }

    /** Opens a session on a device, as a browser or mender-cli does; the listener hears the frames. */
    public CompletableFuture<WebSocket> session(UUID device, WebSocket.Listener listener) {
        URI address = URI.create(
                "wss://" + base.getAuthority() + "/api/management/v1/deviceconnect/devices/" + device + "/connect");
        return client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .connectTimeout(LIMIT)
                .buildAsync(address, listener);
    }

    public ManagementAnswer get(String path) {
        return send("GET", path, BodyPublishers.noBody(), "application/json");
    }

    /** As {@link #get}; see {@link #insist}. */
    ManagementAnswer read(String path) {
        return insist(() -> get(path));
    }

    /**
     * Makes a call that may be made twice. A server that cannot do it just now (503) is asked again for half a minute, as it wants it: on
     * a disk that stands still for a second every program meets that.
     */
    static ManagementAnswer insist(Supplier<ManagementAnswer> call) {
        return Poll.forValue(LIMIT, () -> Optional.of(call.get()).filter(answer -> answer.status() != 503))
                .orElseGet(call);
    }

    public ManagementAnswer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody(), "application/json");
    }

    /** Sends {@code body} as JSON. */
    public ManagementAnswer put(String path, Object body) {
        return send("PUT", path, BodyPublishers.ofString(JSON.writeValueAsString(body)), "application/json");
    }

    /** Sends {@code body} as JSON. */
    public ManagementAnswer post(String path, Object body) {
        return send("POST", path, BodyPublishers.ofString(JSON.writeValueAsString(body)), "application/json");
    }

    /** Sends {@code body} as JSON. */
    public ManagementAnswer patch(String path, Object body) {
        return send("PATCH", path, BodyPublishers.ofString(JSON.writeValueAsString(body)), "application/json");
    }

    /** Uploads an artifact the way mender-cli does; answers its id. */
    public String uploadArtifact(Path artifact) {
        return upload(artifact).expect(201).createdId();
    }

    /** Uploads an artifact the way mender-cli does; the answer is the caller's to judge. */
    public ManagementAnswer upload(Path artifact) {
        String boundary = "holdfast-" + UUID.randomUUID();
        try {
            BodyPublisher body = BodyPublishers.concat(
                    BodyPublishers.ofString(
                            part(boundary, "form-data; name=\"description\"") + "uploaded by a test\r\n"),
                    BodyPublishers.ofString(part(
                            boundary, "form-data; name=\"artifact\"; filename=\"" + artifact.getFileName() + "\"")),
                    BodyPublishers.ofFile(artifact),
                    BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
            return send(
                    "POST",
                    "/api/management/v1/deployments/artifacts",
                    body,
                    "multipart/form-data; boundary=" + boundary);
        } catch (IOException e) {
            throw new UncheckedIOException("no artifact at " + artifact, e);
        }
    }

    private static String part(String boundary, String disposition) {
        return "--" + boundary + "\r\nContent-Disposition: " + disposition + "\r\n\r\n";
    }

    /** Names of all artifacts. */
    public List<String> artifactNames() {
        return get("/api/management/v1/deployments/artifacts")
                .expect(200)
                .json()
                .findValuesAsString("name");
    }

    private ManagementAnswer send(String method, String path, BodyPublisher body, String contentType) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", contentType)
                .timeout(LIMIT)
                .method(method, body);
        key.ifPresent(text -> request.header("Idempotency-Key", text));
        return send(client, request.build());
    }

    private static ManagementAnswer send(HttpClient client, HttpRequest request) {
        try {
            var response = client.send(request, BodyHandlers.ofString());
            String what = request.method() + " " + request.uri().getPath();
            return new ManagementAnswer(what, response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
