package io.holdfast.integration;

import io.holdfast.platform.http.VertxSetup;
import io.holdfast.platform.json.Json;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.node.ObjectNode;

/** A web program as it runs on a device: pages, large answers, uploads, events, a WebSocket that echoes. */
final class DeviceProgram implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx(VertxSetup.options());
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    DeviceProgram() {
        this(new HttpServerOptions());
    }

    DeviceProgram(HttpServerOptions options) {
        server = vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                .requestHandler(this::answer)
                .webSocketHandler(DeviceProgram::echo)
                .listen()
                .await();
    }

    int port() {
        return server.actualPort();
    }

    /** Lines of the requests that reached it. */
    List<String> asked() {
        return asked;
    }

    private static void echo(ServerWebSocket socket) {
        socket.handler(bytes -> {
            var sent = socket.write(bytes);
        });
    }

    private void answer(HttpServerRequest request) {
        asked.add(request.method() + " " + request.uri());
        switch (String.valueOf(request.path())) {
            case "/headers" -> {
                ObjectNode json = Json.object().put(":authority", String.valueOf(request.authority()));
                request.headers().forEach((name, value) -> json.put(name.toLowerCase(java.util.Locale.ROOT), value));
                var sent = request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(Json.text(json));
            }
            case "/bytes" -> bytes(request, Long.parseLong(request.getParam("count")));
            case "/hash" -> hash(request);
            case "/events" -> {
                var head = request.response()
                        .putHeader("Content-Type", "text/event-stream")
                        .setChunked(true)
                        .write("data: 1\n\n");
                vertx.setTimer(50, first -> request.response().write("data: 2\n\n"));
            }
            case "/hostile" -> {
                request.response()
                        .headers()
                        .add("Set-Cookie", "a=1; Path=/; Domain=devices.test; HttpOnly")
                        .add("Set-Cookie", "__Host-holdfast-url=forged; Path=/; Secure")
                        .add("Clear-Site-Data", "\"cookies\"")
                        .add("Alt-Svc", "h3=\":443\"")
                        .add("Strict-Transport-Security", "max-age=1; includeSubDomains")
                        .add("Connection", "X-Private")
                        .add("X-Private", "hop")
                        .add("Location", "http://localhost:" + port() + "/next?x=1");
                var sent = request.response().setStatusCode(302).end();
            }
            default -> {
                var sent = request.response().end("at " + request.uri());
            }
        }
    }

    private static void bytes(HttpServerRequest request, long count) {
        request.response().putHeader("Content-Length", Long.toString(count));
        more(request, count);
    }

    private static void more(HttpServerRequest request, long left) {
        long rest = left;
        while (rest > 0) {
            if (request.response().writeQueueFull()) {
                long then = rest;
                request.response().drainHandler(drained -> more(request, then));
                return;
            }
            int piece = (int) Math.min(rest, 16_384);
            var sent = request.response().write(Buffer.buffer(new byte[piece]));
            rest -= piece;
        }
        var ended = request.response().end();
    }

    private static void hash(HttpServerRequest request) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            request.handler(bytes -> sha256.update(bytes.getBytes()));
            request.endHandler(end -> request.response().end(HexFormat.of().formatHex(sha256.digest())));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
