package io.holdfast.fleet.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.fleet.stub.StubServer;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
    private static final IntFunction<RequestWriter> NUMBERED = loop -> new RequestWriter() {
        private int count;

        @Override
        public void write(io.netty.buffer.ByteBuf out) {
            String head = "POST /poll HTTP/1.1\r\nHost: localhost\r\nX-Token: " + loop + "-" + count++;
            out.writeCharSequence(
                    head + "\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", StandardCharsets.US_ASCII);
        }
    };

    @Test
    void a_closed_loop_keeps_every_connection_busy_and_counts_each_answer_once() throws Exception {
        AtomicInteger received = new AtomicInteger();
        Set<String> tokens = ConcurrentHashMap.newKeySet();
        try (StubServer server = StubServer.plain((request, body) -> {
                    received.incrementAndGet();
                    tokens.add(request.getHeader("X-Token"));
                    request.response().setStatusCode(204).end();
                });
                LoadGenerator load = LoadGenerator.connect(Target.plain(server.port()), 8, 2, NUMBERED)) {

            LoadResult result = load.run(new Pace.ClosedLoop(), Duration.ofMillis(500));

            assertThat(result.answered(204)).isEqualTo(received.get()).isGreaterThan(8);
            assertThat(tokens).hasSize(received.get());
            assertThat(result.broken() + result.unanswered()).isZero();
        }
    }

    @Test
    void a_counted_load_sends_so_many_requests_and_ends() throws Exception {
        AtomicInteger received = new AtomicInteger();
        try (StubServer server = StubServer.plain((request, body) -> {
                    received.incrementAndGet();
                    request.response().setStatusCode(204).end();
                });
                LoadGenerator load = LoadGenerator.connect(Target.plain(server.port()), 8, 2, NUMBERED)) {

            LoadResult result = load.run(new Pace.Counted(101), Duration.ofMinutes(1));

            assertThat(result.answered(204)).isEqualTo(101).isEqualTo(received.get());
        }
    }

    @Test
    void an_open_loop_charges_a_stall_to_every_request_that_was_due_in_it() throws Exception {
        AtomicInteger received = new AtomicInteger();
        Vertx timers = Vertx.vertx();
        try (StubServer server = StubServer.plain((request, body) -> {
                    long stallMillis = received.incrementAndGet() == 100 ? 300 : 0;
                    if (stallMillis == 0) {
                        request.response().setStatusCode(204).end();
                    } else {
                        timers.setTimer(
                                stallMillis,
                                id -> request.response().setStatusCode(204).end());
                    }
                });
                LoadGenerator load = LoadGenerator.connect(Target.plain(server.port()), 1, 1, NUMBERED)) {

            LoadResult result = load.run(new Pace.OpenLoop(1_000), Duration.ofSeconds(1));

            assertThat(result.answered()).isEqualTo(1_000);
            assertThat(result.latency().getCountBetweenValues(50_000_000, Long.MAX_VALUE / 2))
                    .as("about 250 requests were due more than 50 ms before the stall ended")
                    .isGreaterThan(150);
        } finally {
            timers.close();
        }
    }

    @Test
    void a_broken_connection_is_counted_and_opened_again() throws Exception {
        AtomicInteger received = new AtomicInteger();
        try (StubServer server = StubServer.plain((request, body) -> {
                    if (received.incrementAndGet() == 10) {
                        request.connection().close();
                    } else {
                        request.response().end("ok");
                    }
                });
                LoadGenerator load = LoadGenerator.connect(Target.plain(server.port()), 1, 1, NUMBERED)) {

            LoadResult result = load.run(new Pace.Counted(30), Duration.ofMinutes(1));

            assertThat(result.broken()).isEqualTo(1);
            assertThat(result.answered(200)).isEqualTo(received.get() - 1).isGreaterThan(9);
        }
    }

    @Test
    void a_target_that_nobody_listens_on_is_reported() {
        assertThatThrownBy(() -> LoadGenerator.connect(Target.plain(1), 1, 1, NUMBERED))
                .isInstanceOf(ConnectException.class);
    }
}
