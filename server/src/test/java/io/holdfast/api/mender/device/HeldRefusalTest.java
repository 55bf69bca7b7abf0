package io.holdfast.api.mender.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.admission.Admittance;
import io.holdfast.edge.admission.DeviceAdmission;
import io.holdfast.edge.admission.DeviceWork;
import io.holdfast.edge.admission.RefusalHold;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.RolloutSamples;
import io.holdfast.platform.dice.Dice;
import io.holdfast.testing.Eventually;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Refusals that are held back, on a server of its own. */
class HeldRefusalTest {
    private static final Duration ENDLESS = Duration.ofHours(1);
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Vertx vertx = Vertx.vertx();
    private final ImageDevice device = RolloutSamples.device(7, false);
    private final AtomicInteger came = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger charged = new AtomicInteger();

    @AfterEach
    void stopped() {
        vertx.close().await();
    }

    private HttpServer server(RefusalHold hold) {
        DeviceAdmission admission = new DeviceAdmission(
                List.of((who, work) -> Admittance.Refused.heldBack("admission.share", Duration.ofSeconds(90))),
                List.of((who, work, nanos, status) -> charged.incrementAndGet()),
                hold);
        DeviceMetrics.Route metrics = new DeviceMetrics(new SimpleMeterRegistry()).route("test", DeviceWork.POLL);
        return vertx.createHttpServer()
                .requestHandler(request -> {
                    came.incrementAndGet();
                    DeviceExchange exchange = new DeviceExchange(
                            request, Vertx.currentContext(), metrics, admission, left::incrementAndGet);
                    exchange.attempt(() -> exchange.admit(device, () -> exchange.empty(204)));
                })
                .listen(0, "127.0.0.1")
                .await();
    }

    private static Socket connect(HttpServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    }

    /** The head of the next answer. */
    private static String answer(BufferedReader from) throws IOException {
        StringBuilder head = new StringBuilder();
        int length = 0;
        for (String line = from.readLine(); line != null && !line.isEmpty(); line = from.readLine()) {
            head.append(line).append('\n');
            if (line.startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring("content-length: ".length()));
            }
        }
        for (int i = 0; i < length; i++) {
            from.read();
        }
        return head.toString();
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    @Test
    void a_client_that_asks_again_the_moment_it_is_refused_is_answered_each_time_a_quarter_of_a_second_later()
            throws IOException {
        RefusalHold hold = new RefusalHold(Dice.seeded(1));
        HttpServer server = server(hold);
        try (Socket client = connect(server)) {
            BufferedReader in = reader(client);
            for (int i = 1; i <= 3; i++) {
                long began = System.nanoTime();
                client.getOutputStream().write(REQUEST);
                String head = answer(in);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(240));
                assertThat(head).startsWith("HTTP/1.1 503").containsIgnoringCase("retry-after: 90");
                assertThat(came).hasValue(i);
            }
        }
        assertThat(hold.held()).isZero();
        assertThat(hold.heldEver()).isEqualTo(3);
        Eventually.holds("each is charged once", () -> charged.get() == 3 && left.get() == 3);
    }

    @Test
    void beyond_the_places_refusals_are_answered_at_once() throws IOException {
        RefusalHold hold = new RefusalHold(Dice.seeded(1), 2, ENDLESS);
        HttpServer server = server(hold);
        try (Socket first = connect(server);
                Socket second = connect(server);
                Socket third = connect(server)) {
            first.getOutputStream().write(REQUEST);
            second.getOutputStream().write(REQUEST);
            Eventually.holds("two are held", () -> hold.held() == 2);

            third.getOutputStream().write(REQUEST);
            assertThat(answer(reader(third))).startsWith("HTTP/1.1 503");

            assertThat(hold.held()).isEqualTo(2);
            assertThat(hold.withoutPlace()).isOne();
        }
    }

    @Test
    void a_client_that_leaves_gives_back_its_place() throws IOException {
        RefusalHold hold = new RefusalHold(Dice.seeded(1));
        HttpServer server = server(hold);
        try (Socket client = connect(server)) {
            client.getOutputStream().write(REQUEST);
            Eventually.holds("it came", () -> hold.heldEver() == 1);
        }
        Eventually.holds("it is free, once", () -> hold.held() == 0 && left.get() == 1 && charged.get() == 1);
    }

    @Test
    void nothing_is_read_behind_a_request_whose_refusal_is_held_back() throws IOException {
        RefusalHold hold = new RefusalHold(Dice.seeded(1), 1, ENDLESS);
        HttpServer server = server(hold);
        try (SocketChannel client =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()))) {
            client.write(ByteBuffer.wrap(REQUEST));
            Eventually.holds("it is held", () -> hold.held() == 1);
            client.configureBlocking(false);

            // More than both ends' buffers in the kernel take, which are 10 MB at most.
            assertThat(writtenUntilNothingMoves(client, 64 << 20)).isLessThan(64L << 20);
            assertThat(came).hasValue(1);
        }
    }

    private static long writtenUntilNothingMoves(SocketChannel client, long atMost) throws IOException {
        byte[] many = new byte[REQUEST.length * 4_096];
        for (int i = 0; i < many.length; i++) {
            many[i] = REQUEST[i % REQUEST.length];
        }
        ByteBuffer rest = ByteBuffer.wrap(many);
        long written = 0;
        long moved = System.nanoTime();
        while (written < atMost
                && System.nanoTime() - moved < Duration.ofMillis(500).toNanos()) {
            int now = client.write(rest);
            if (now > 0) {
                written += now;
                moved = System.nanoTime();
            } else {
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            }
            if (!rest.hasRemaining()) {
                rest.clear();
            }
        }
        return written;
    }

    @Test
    void a_server_that_stops_does_not_wait_for_them() throws IOException {
        RefusalHold hold = new RefusalHold(Dice.seeded(1), 10, ENDLESS);
        HttpServer server = server(hold);
        try (Socket client = connect(server)) {
            client.getOutputStream().write(REQUEST);
            Eventually.holds("it is held", () -> hold.held() == 1);

            server.close().await();

            Eventually.holds("it is let go, once", () -> hold.held() == 0 && left.get() == 1);
            assertThat(reader(client).read()).isEqualTo(-1);
        }
    }
}
