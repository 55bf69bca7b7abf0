package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ServerCertificate;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A web program on a real device, whose agent is Debian's mender-connect, in a visitor's browser. */
class RealUrlTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int DOWNLOAD = 100_000_000;
    private static final int PIECE = 50_000;

    private static final byte[] CONTENT = new byte[PIECE];

    private static LiveDevice device;
    private static Vertx vertx;
    private static HttpServer web;

    @BeforeAll
    static void start() {
        device = LiveDevice.start(Machine.withRealClients(), "02:00:00:00:01:09");
        vertx = Vertx.vertx();
        new Random(9).nextBytes(CONTENT);
        web = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .webSocketHandler(socket -> socket.handler(bytes -> {
                    var sent = socket.write(bytes);
                }))
                .requestHandler(RealUrlTest::answer)
                .listen()
                .await();
    }

    @AfterAll
    static void stop() {
        if (vertx != null) {
            vertx.close().await();
        }
        if (device != null) {
            device.close();
        }
    }

    private static void answer(HttpServerRequest request) {
        if (request.path().equals("/large")) {
            request.response().putHeader("Content-Length", Integer.toString(DOWNLOAD));
            more(request, DOWNLOAD / PIECE);
        } else {
            var sent = request.response().end("at " + request.path());
        }
    }

    private static void more(HttpServerRequest request, int left) {
        int rest = left;
        while (rest > 0 && !request.response().writeQueueFull()) {
            var sent = request.response().write(Buffer.buffer(CONTENT));
            rest--;
        }
        int then = rest;
        if (then > 0) {
            request.response().drainHandler(drained -> more(request, then));
        } else {
            var ended = request.response().end();
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .sslContext(ServerCertificate.trusting(device.live.certificate()))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static URI url(String mode) {
        String body = device.api
                .post(
                        "/api/management/v1/holdfast/devices/" + device.id + "/urls",
                        Map.of("port", web.actualPort(), "mode", mode, "enabled", true))
                .expect(201)
                .body();
        return URI.create(JsonMapper.shared().readTree(body).path("address").asString());
    }

    private static HttpRequest get(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(LIMIT).build();
    }

    @Test
    void a_page_a_large_download_and_a_websocket_come_through() throws Exception {
        URI url = url("public");
        HttpClient client = client();
        try {
            page(client, url);
            download(client, url);
            echo(client, url);
        } finally {
            client.shutdownNow(); // close() would wait for what a failed step has left open
        }
        assertThat(device.agent.isRunning()).isTrue();
        JsonNode listed = JsonMapper.shared()
                .readTree(device.api
                        .get("/api/management/v1/holdfast/devices/" + device.id + "/urls")
                        .expect(200)
                        .body());
        assertThat(listed.get(0).path("enabled").asBoolean()).isTrue();
    }

    private static void page(HttpClient client, URI url) throws Exception {
        long begun = System.nanoTime();
        List<CompletableFuture<HttpResponse<String>>> resources = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            resources.add(client.sendAsync(get(url.resolve("r" + i)), HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < 40; i++) {
            assertThat(resources.get(i).get(120, TimeUnit.SECONDS).body()).isEqualTo("at /r" + i);
        }
        System.out.printf("40 resources in %d ms%n", (System.nanoTime() - begun) / 1_000_000);
    }

    private static void download(HttpClient client, URI url) throws Exception {
        MessageDigest expected = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < DOWNLOAD / PIECE; i++) {
            expected.update(CONTENT);
        }
        MessageDigest got = MessageDigest.getInstance("SHA-256");
        long begun = System.nanoTime();
        long bytes = 0;
        try (InputStream in = client.send(get(url.resolve("large")), HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            byte[] buffer = new byte[65_536];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                got.update(buffer, 0, read);
                bytes += read;
            }
        }
        System.out.printf("100 MB through a device URL in %d ms%n", (System.nanoTime() - begun) / 1_000_000);
        assertThat(bytes).isEqualTo(DOWNLOAD);
        assertThat(HexFormat.of().formatHex(got.digest()))
                .isEqualTo(HexFormat.of().formatHex(expected.digest()));
    }

    private static void echo(HttpClient client, URI url) throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("wss://" + url.getAuthority() + url.getPath() + "ws"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
                        byte[] bytes = new byte[data.remaining()]; // the buffer shows no array
                        data.get(bytes);
                        heard.complete(new String(bytes, StandardCharsets.UTF_8));
                        return WebSocket.Listener.super.onBinary(from, data, last);
                    }
                })
                .get(60, TimeUnit.SECONDS);
        var sent = socket.sendBinary(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)), true);
        assertThat(heard.get(60, TimeUnit.SECONDS)).isEqualTo("hello");
        socket.abort();
    }

    @Test
    void a_private_address_shows_nothing_to_a_stranger() throws Exception {
        URI url = url("private");
        try (HttpClient client = client()) {
            HttpResponse<String> refused = client.send(get(url), HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(404);
            assertThat(refused.headers().firstValue("Content-Security-Policy")).isPresent();
        }
        Poll.require("the agent is still there", LIMIT, device::connected);
    }
}
