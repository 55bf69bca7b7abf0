package io.holdfast.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upgrades that come a byte now and then, over real sockets, in a time that only the test moves; and one neighbour on the same loop. */
class SlowUpgradeTest {
    private static final String UPGRADE = "GET /api/devices/v1/deviceconnect/connect HTTP/1.1\r\nHost: x\r\n"
            + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n";

    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final UnreadableCounters counters = new UnreadableCounters(registry);
    private final Vertx vertx = Vertx.vertx(VertxSetup.options().setEventLoopPoolSize(1));
    private HttpServer server;

    @BeforeEach
    void listen() {
        HttpServerOptions options = new HttpServerOptions().setHttp2ClearTextEnabled(false);
        server = vertx.createHttpServer(options)
                .connectionHandler(connection -> StrictRequestDecoder.guard(connection, options, nanos::get))
                .invalidRequestHandler(request -> UnreadableRequest.refuseHead(request, counters))
                .requestHandler(request -> request.response().end("served"))
                .listen(0, "127.0.0.1")
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private void theNeighbourIsServed() throws IOException {
        try (Socket neighbour = connect()) {
            write(neighbour, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(rest(neighbour)).startsWith("HTTP/1.1 200 ").endsWith("served");
        }
    }

    private double tooSlow() {
        return registry.get("holdfast_requests_unreadable")
                .tag("code", "request.too-slow")
                .counter()
                .count();
    }

    @Test
    void a_slow_upgrade_is_given_up_after_20_s_and_counted_and_nobody_waits_for_it() throws IOException {
        try (Socket slow = connect()) {
            write(slow, UPGRADE);
            theNeighbourIsServed(); // on the one loop there is: what came before was read
            nanos.addAndGet(Duration.ofSeconds(19).toNanos());
            write(slow, "X: ");
            theNeighbourIsServed();
            assertThat(tooSlow()).isZero();

            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            write(slow, "y");

            assertThat(rest(slow)).startsWith("HTTP/1.1 408 ").contains("request.too-slow");
            assertThat(tooSlow()).isEqualTo(1);
            theNeighbourIsServed();
        }
    }
}
