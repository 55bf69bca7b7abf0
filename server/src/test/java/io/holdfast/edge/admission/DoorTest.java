package io.holdfast.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.Eventually;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The door at a real listener; what its callers do with those beyond the limit is told elsewhere. */
class DoorTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final List<Socket> sockets = new ArrayList<>();
    private final AtomicInteger entered = new AtomicInteger();
    private final AtomicInteger beyond = new AtomicInteger();
    private Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws IOException {
        for (Socket one : sockets) {
            one.close();
        }
        vertx.close().await();
    }

    /** @return the port */
    private int listen(Door door, boolean tls) {
        vertx.close().await();
        vertx = Vertx.builder().withTransport(new DoorTransport(door)).build();
        HttpServerOptions options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setSslHandshakeTimeout(500)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        if (tls) {
            options.setSsl(true)
                    .setKeyCertOptions(SelfSignedCertificate.create().keyCertOptions());
        }
        return vertx.createHttpServer(options)
                .connectionHandler(
                        connection -> (door.entered(pipeline(connection)) ? entered : beyond).incrementAndGet())
                .requestHandler(request -> request.response().end("served"))
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    private static ChannelPipeline pipeline(HttpConnection connection) {
        return ((HttpServerConnection) connection)
                .channelHandlerContext()
                .channel()
                .pipeline();
    }

    private Socket connect(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        sockets.add(socket);
        return socket;
    }

    private static boolean isOpen(Socket socket) {
        try {
            socket.setSoTimeout(200);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException silent) {
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    @Test
    void everyone_is_let_in_up_to_the_limit_a_few_are_told_and_the_rest_are_closed_at_once() throws IOException {
        for (int limit = 1; limit <= 3; limit++) {
            for (int polite = 0; polite <= 2; polite++) {
                entered.set(0);
                beyond.set(0);
                int within = limit;
                int told = polite;
                Door door = new Door(new DoorLimits(limit, polite, 100), new SimpleMeterRegistry());
                int port = listen(door, false);
                List<Socket> all = new ArrayList<>();

                for (int i = 0; i < limit + polite + 2; i++) {
                    all.add(connect(port));
                }

                Eventually.holds("they came", () -> entered.get() == within && beyond.get() == told);
                for (int i = 0; i < all.size(); i++) {
                    assertThat(isOpen(all.get(i)))
                            .as("%d of %d and %d", i, limit, polite)
                            .isEqualTo(i < limit + polite);
                }
                assertThat(door.open()).isEqualTo(limit + polite);
                for (Socket one : all) {
                    one.close();
                }
                Eventually.holds("all places are free", () -> door.open() == 0 && door.handshakes() == 0);
            }
        }
    }

    @Test
    void handshakes_that_do_not_end_have_a_limit_of_their_own_and_free_their_places_when_their_time_is_up()
            throws IOException {
        Door door = new Door(new DoorLimits(100, 0, 2), registry);
        int port = listen(door, true);
        Socket first = connect(port);
        Socket second = connect(port);
        Eventually.holds("two handshakes are under way", () -> door.handshakes() == 2);

        Socket third = connect(port);

        Eventually.holds("the third is closed", () -> !isOpen(third));
        assertThat(registry.get("holdfast_connections_refused")
                        .tag("reason", "handshakes")
                        .counter()
                        .count())
                .isEqualTo(1);
        Eventually.holds("their time is up", () -> door.handshakes() == 0 && door.open() == 0);
        assertThat(isOpen(first)).isFalse();
        assertThat(isOpen(second)).isFalse();
        assertThat(entered).hasValue(0);
    }

    @Test
    void a_connection_without_tls_needs_no_handshake() throws IOException {
        Door door = new Door(new DoorLimits(100, 0, 1), registry);
        int port = listen(door, false);

        for (int i = 1; i <= 10; i++) {
            int sofar = i;
            connect(port);
            Eventually.holds("it is in", () -> entered.get() == sofar && door.handshakes() == 0);
        }

        assertThat(door.open()).isEqualTo(10);
    }

    @Test
    void a_handshake_that_is_broken_off_gives_its_place_back() throws IOException {
        Door door = new Door(new DoorLimits(100, 0, 1), registry);
        int port = listen(door, true);

        for (int i = 0; i < 10; i++) {
            Socket rubbish = connect(port);
            rubbish.getOutputStream()
                    .write("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            Eventually.holds("it was closed", () -> !isOpen(rubbish));
            Eventually.holds("nothing is left of it", () -> door.handshakes() == 0 && door.open() == 0);
        }

        assertThat(registry.find("holdfast_connections_refused").counters()).allMatch(counter -> counter.count() == 0);
    }
}
