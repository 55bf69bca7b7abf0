package io.holdfast.edge.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.admission.DeviceWork;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is named, and who is not, on a clock of its own: a device in a hundred is a version's share, unless said otherwise. */
class OutOfLineTest {
    private static final double EVERY_FIVE_MINUTES = 0.2;

    private final CohortScene scene = new CohortScene();
    private final TenantId tenant = TenantId.random();
    private final List<ImageDevice> good = scene.devices(tenant, "good", 2_970);
    private final List<ImageDevice> bad = scene.devices(tenant, "bad", 30);

    private void quietHours(int hours) {
        scene.habit(good, DeviceWork.POLL, EVERY_FIVE_MINUTES, 100);
        scene.habit(bad, DeviceWork.POLL, EVERY_FIVE_MINUTES, 100);
        scene.pass(Duration.ofHours(hours));
    }

    @Test
    void a_quiet_fleet_has_nobody_out_of_line() {
        quietHours(3);
        assertThat(scene.named()).isEmpty();
    }

    @Test
    void one_in_a_hundred_that_costs_ten_times_as_much_is_named_within_two_minutes() {
        quietHours(2);
        scene.forget();
        scene.habit(good, DeviceWork.POLL, 2, 100);
        scene.habit(bad, DeviceWork.POLL, 2, 1_000);
        scene.pass(Duration.ofMinutes(2));
        assertThat(scene.named()).containsExactly("bad by cost");
    }

    @Test
    void one_in_a_hundred_that_connects_in_a_loop_is_named_within_two_minutes_and_says_what_and_how_many() {
        quietHours(2);
        scene.habit(bad, DeviceWork.CONNECT, 12, 300);
        scene.pass(Duration.ofMinutes(2));

        assertThat(scene.named()).containsExactly("bad by connects");
        Suspicion suspicion = scene.ledger.outOfLine().getFirst().suspicion().orElseThrow();
        assertThat(suspicion.sentence())
                .startsWith("30 devices (type pump, running bad) open a live link 12 times a minute each,")
                .contains("where the tenant's other devices do 0.00 times");
        assertThat(suspicion.ratePerSecond()).isEqualTo(1);
    }

    @Test
    void one_in_a_hundred_that_polls_in_a_loop_is_named_also_right_after_a_start() {
        scene.habit(good, DeviceWork.POLL, EVERY_FIVE_MINUTES, 100);
        scene.habit(bad, DeviceWork.POLL, 30, 100);
        scene.pass(Duration.ofMinutes(2));
        assertThat(scene.named()).containsExactly("bad by requests");
    }

    @Test
    void one_in_a_hundred_that_is_answered_errors_is_named() {
        quietHours(2);
        scene.failing(bad, DeviceWork.STATUS, 3, 400);
        scene.pass(Duration.ofMinutes(2));
        assertThat(scene.named()).containsExactly("bad by errors");
    }

    @Test
    void being_put_off_is_nobodys_error() {
        quietHours(2);
        scene.failing(bad, DeviceWork.POLL, 3, 503);
        scene.pass(Duration.ofMinutes(2));
        assertThat(scene.named()).isEmpty();
    }

    @Test
    void a_storm_of_the_whole_fleet_blames_nobody() {
        quietHours(2);
        for (List<ImageDevice> all : List.of(good, bad)) {
            scene.habit(all, DeviceWork.CONNECT, 12, 300);
            scene.habit(all, DeviceWork.POLL, 12, 100);
            scene.failing(all, DeviceWork.STATUS, 5, 500);
        }
        scene.pass(Duration.ofMinutes(5));
        assertThat(scene.named()).isEmpty();
    }

    @Test
    void a_fleet_of_one_version_has_nobody_to_be_compared_with() {
        CohortScene alone = new CohortScene();
        List<ImageDevice> all = alone.devices(tenant, "only", 1_000);
        alone.habit(all, DeviceWork.CONNECT, 20, 300);
        alone.pass(Duration.ofMinutes(5));
        assertThat(alone.named()).isEmpty();
    }

    @Test
    void a_small_tenant_that_polls_often_is_not_named_and_takes_no_blame_for_its_size() {
        // Given
        TenantId small = TenantId.random();
        scene.habit(good, DeviceWork.POLL, 2, 100);
        scene.habit(scene.devices(small, "own", 5), DeviceWork.POLL, 12, 100);

        // When
        scene.pass(Duration.ofMinutes(5));

        // Then
        assertThat(scene.named()).isEmpty();
    }

    @Test
    void a_small_tenants_loop_is_named_against_all_other_devices_once_it_takes_its_share_of_the_work() {
        TenantId small = TenantId.random();
        quietHours(1);
        scene.habit(scene.devices(small, "own", 5), DeviceWork.CONNECT, 60, 300);
        scene.pass(Duration.ofMinutes(2));
        assertThat(scene.named()).containsExactly("own by connects");
    }

    @Test
    void who_was_always_dear_is_not_out_of_line() {
        // Given
        scene.habit(good, DeviceWork.POLL, 2, 100);
        scene.habit(bad, DeviceWork.INVENTORY, 2, 400);
        scene.pass(Duration.ofHours(2));
        assertThat(scene.named()).isEmpty();

        // When
        scene.forget();
        scene.habit(good, DeviceWork.POLL, 2, 100);
        scene.habit(bad, DeviceWork.INVENTORY, 2, 520);
        scene.pass(Duration.ofMinutes(5));

        // Then
        assertThat(scene.named())
                .as("five times the others', but within what is usual for it")
                .isEmpty();
    }

    @Test
    void who_calms_down_stays_named_for_five_minutes() {
        quietHours(1);
        scene.habit(bad, DeviceWork.CONNECT, 12, 300);
        scene.pass(Duration.ofMinutes(3));
        scene.forget();
        scene.habit(good, DeviceWork.POLL, 2, 100);

        scene.pass(Duration.ofMinutes(5));
        assertThat(scene.named()).containsExactly("bad by connects");
        scene.pass(Duration.ofMinutes(2));
        assertThat(scene.named()).isEmpty();
    }
}
