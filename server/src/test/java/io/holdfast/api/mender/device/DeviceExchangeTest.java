package io.holdfast.api.mender.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.admission.Admittance;
import io.holdfast.edge.admission.DeviceAdmission;
import io.holdfast.edge.admission.DeviceWork;
import io.holdfast.edge.admission.RefusalHold;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.RolloutSamples;
import io.holdfast.testing.Eventually;
import io.holdfast.wire.json.MalformedInput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever happens in a device request, it is answered once and gives its place back once. */
class DeviceExchangeTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger placesGivenBack = new AtomicInteger();
    private final Queue<Charge> charges = new ConcurrentLinkedQueue<>();
    private final ImageDevice device = RolloutSamples.device(7, false);
    private DeviceAdmission admission = new DeviceAdmission(List.of(), List.of(this::charge), RefusalHold.none());

    private record Charge(ImageDevice device, DeviceWork work, long nanos, int status) {}

    private void charge(ImageDevice charged, DeviceWork work, long nanos, int status) {
        charges.add(new Charge(charged, work, nanos, status));
    }

    @AfterEach
    void stopped() {
        vertx.close().await();
    }

    private HttpResponse<String> answer(Consumer<DeviceExchange> part) throws Exception {
        DeviceMetrics.Route metrics = new DeviceMetrics(new SimpleMeterRegistry()).route("test", DeviceWork.POLL);
        int port = vertx.createHttpServer()
                .requestHandler(request -> {
                    DeviceExchange exchange = new DeviceExchange(
                            request, Vertx.currentContext(), metrics, admission, placesGivenBack::incrementAndGet);
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

    @Test
    void what_a_proven_device_cost_is_charged_once_with_all_parts_and_the_answer() throws Exception {
        answer(exchange -> exchange.admit(
                device,
                () -> exchange.later(() -> {
                    LockSupport.parkNanos(2_000_000);
                    exchange.empty(204);
                })));
        Eventually.holds("a charge", () -> !charges.isEmpty());
        assertThat(charges).singleElement().satisfies(charge -> {
            assertThat(charge.device()).isEqualTo(device);
            assertThat(charge.work()).isEqualTo(DeviceWork.POLL);
            assertThat(charge.status()).isEqualTo(204);
            assertThat(charge.nanos()).isGreaterThan(2_000_000);
        });
    }

    @Test
    void a_request_without_a_proven_device_is_charged_to_nobody() throws Exception {
        answer(exchange -> exchange.empty(204));
        answer(exchange -> fail());
        assertThat(charges).isEmpty();
    }

    @Test
    void a_device_that_a_check_refuses_is_told_when_to_come_back_and_its_work_is_not_begun() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        admission = new DeviceAdmission(
                List.of(
                        (who, work) -> Admittance.ADMITTED,
                        (who, work) -> new Admittance.Refused("valve.closed", Duration.ofSeconds(90)),
                        (who, work) -> new Admittance.Refused("admission.share", Duration.ofSeconds(5))),
                List.of(this::charge),
                RefusalHold.none());
        HttpResponse<String> answer = answer(exchange -> exchange.admit(device, begun::incrementAndGet));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("90");
        assertThat(answer.body()).contains("valve.closed");
        assertThat(begun).hasValue(0);
        Eventually.holds("a charge", () -> !charges.isEmpty());
        assertThat(charges).singleElement().extracting(Charge::status).isEqualTo(503);
    }
}
