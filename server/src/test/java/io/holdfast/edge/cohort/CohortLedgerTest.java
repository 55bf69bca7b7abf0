package io.holdfast.edge.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.holdfast.edge.admission.DeviceWork;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CohortLedgerTest {
    private final CohortScene scene = new CohortScene();
    private final TenantId tenant = TenantId.random();

    @Test
    void figures_are_of_the_last_ten_seconds_minute_and_five_minutes_and_say_their_age() {
        // Given
        List<ImageDevice> devices = scene.devices(tenant, "1", 10);
        scene.habit(devices, DeviceWork.POLL, 6, 200);
        scene.pass(Duration.ofMinutes(1));
        scene.forget();

        // When
        scene.pass(Duration.ofSeconds(30));
        scene.clock.advance(Duration.ofSeconds(4));

        // Then
        CohortFigures figures = scene.ledger.top(5).getFirst();
        assertThat(figures.devices()).isEqualTo(10);
        assertThat(figures.tenSeconds().requests()).isZero();
        assertThat(figures.minute().requests()).isEqualTo(30);
        assertThat(figures.minute().perSecond(figures.minute().requests())).isEqualTo(0.5, within(0.01));
        assertThat(figures.fiveMinutes().requests()).isEqualTo(60);
        assertThat(figures.fiveMinutes().cores()).isEqualTo(60 * 200e-6 / 90, within(1e-6));
        assertThat(scene.ledger.age()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void each_answer_is_charged_as_what_it_was() {
        // Given
        ImageDevice device = scene.devices(tenant, "1", 1).getFirst();

        // When
        for (int status : new int[] {200, 204, 101, 400, 404, 499, 500, 503, 503}) {
            scene.ledger.charge(device, DeviceWork.STATUS, 10, status);
        }
        scene.ledger.charge(device, DeviceWork.CONNECT, 10, 101);
        scene.ledger.messageIn(device.index(), 70);
        scene.ledger.messageOut(device.index(), 30);
        scene.pass(CohortLedger.ROUND);

        // Then
        assertThat(scene.ledger.top(1).getFirst().tenSeconds())
                .isEqualTo(new Spent(10, 100, 1, 3, 2, 2, 100, CohortLedger.ROUND));
    }

    @Test
    void a_device_that_says_another_version_is_charged_there_from_then_on() {
        ImageDevice device = scene.devices(tenant, "1", 1).getFirst();
        scene.ledger.charge(device, DeviceWork.POLL, 10, 204);
        scene.image.runs(device, "pump", "2");
        scene.ledger.charge(device, DeviceWork.POLL, 30, 204);
        scene.pass(CohortLedger.ROUND);

        assertThat(scene.ledger.top(5))
                .extracting(it ->
                        it.cohort().software().version() + " " + it.minute().loopNanos())
                .containsExactly("2 30", "1 10");
    }

    @Test
    void charges_of_many_threads_are_all_there() throws InterruptedException {
        // Given
        ImageDevice device = scene.devices(tenant, "1", 1).getFirst();
        List<Thread> threads = new ArrayList<>();

        // When
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int call = 0; call < 10_000; call++) {
                    scene.ledger.charge(device, DeviceWork.POLL, 3, 204);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        scene.pass(CohortLedger.ROUND);

        // Then
        Spent spent = scene.ledger.top(1).getFirst().tenSeconds();
        assertThat(spent.requests()).isEqualTo(40_000);
        assertThat(spent.loopNanos()).isEqualTo(120_000);
    }

    @Test
    void a_cohort_that_was_idle_for_long_begins_anew_and_not_with_what_it_did_before() {
        ImageDevice device = scene.devices(tenant, "1", 1).getFirst();
        scene.ledger.charge(device, DeviceWork.POLL, 10, 204);
        scene.pass(Duration.ofMinutes(10));
        assertThat(scene.ledger.all().requests()).isZero();

        scene.ledger.charge(device, DeviceWork.POLL, 10, 204);
        scene.pass(CohortLedger.ROUND);
        scene.ledger.charge(device, DeviceWork.POLL, 10, 204);
        scene.pass(CohortLedger.ROUND);

        assertThat(scene.ledger.top(1).getFirst().minute().requests()).isEqualTo(1);
    }
}
