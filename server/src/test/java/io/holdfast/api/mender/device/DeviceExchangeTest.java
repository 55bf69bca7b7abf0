package io.holdfast.api.mender.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.wire.json.MalformedInput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever happens in a device request, it is answered once and gives its place back once. */
class DeviceExchangeTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger placesGivenBack = new AtomicInteger();

    @AfterEach
    void stopped() {
        vertx.close().await();
    }

    private HttpResponse<String> answer(Consumer<DeviceExchange> part) throws Exception {
        DeviceMetrics.Route metrics = new DeviceMetrics(new SimpleMeterRegistry()).route("test");
        int port = vertx.createHttpServer()
                .requestHandler(request -> {
                    DeviceExchange exchange = new DeviceExchange(
                            request, Vertx.currentContext(), metrics, placesGivenBack::incrementAndGet);
                    exchange.attempt(() -> part.accept(exchange));
                })
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static void fail() {
        throw new IllegalStateException("a fault of ours");
    }

    private void assertPutOff(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("30");
        assertThat(answer.body()).contains("server.fault").doesNotContain("a fault of ours");
        assertThat(placesGivenBack).hasValue(1);
    }

    @Test
    void a_fault_at_once_is_503_with_a_time_to_come_back_and_no_place_is_lost() throws Exception {
        assertPutOff(answer(exchange -> fail()));
    }

    @Test
    void a_fault_later_is_503_with_a_time_to_come_back_and_no_place_is_lost() throws Exception {
        assertPutOff(answer(exchange -> exchange.later(DeviceExchangeTest::fail)));
    }

    @Test
    void malformed_input_is_400_with_its_code() throws Exception {
        HttpResponse<String> answer = answer(exchange -> {
            throw MalformedInput.missing("id_data");
        });
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("request.field-missing");
        assertThat(placesGivenBack).hasValue(1);
    }

    @Test
    void what_happens_after_the_answer_changes_nothing() throws Exception {
        HttpResponse<String> answer = answer(exchange -> {
            exchange.empty(204);
            fail();
        });
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(placesGivenBack).hasValue(1);
    }
}
