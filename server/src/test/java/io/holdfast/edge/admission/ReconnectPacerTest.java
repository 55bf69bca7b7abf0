package io.holdfast.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconnectPacerTest {
    private static final int BEFORE = 50_000;

    private final ManualClock clock = new ManualClock();
    private final TenantId tenant = TenantId.random();
    private int waiting;
    private int links;
    private final ReconnectPacer pacer =
            new ReconnectPacer(clock, Dice.seeded(3), 2, () -> waiting, () -> links, BEFORE);

    private void round(int served) {
        for (int i = 0; i < served; i++) {
            pacer.charge(Devices.of(tenant, i), DeviceWork.CONNECT, 100_000, 101);
        }
        links += served;
        clock.advance(ReconnectPacer.ROUND);
        pacer.round();
    }

    private void engage() {
        waiting = 20_000;
        for (int i = 0; i < 30; i++) {
            round(100);
        }
        assertThat(pacer.windowLeft()).isPresent();
    }

    @Test
    void a_queue_that_is_served_before_anybody_gives_up_is_not_paced() {
        waiting = 18_000;
        while (waiting > 0) {
            round(450); // a second
            waiting -= 450;
            assertThat(pacer.windowLeft()).isEmpty();
        }
        assertThat(pacer.judge(Devices.of(tenant, 1), DeviceWork.CONNECT)).isEqualTo(Admittance.ADMITTED);
    }

    @Test
    void a_queue_that_cannot_be_served_in_time_gets_slots_spread_over_the_time_it_takes() {
        engage();
        Map<Long, Integer> perTenSeconds = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            if (pacer.judge(Devices.of(tenant, i), DeviceWork.CONNECT) instanceof Admittance.Refused refused) {
                assertThat(refused.code()).isEqualTo("admission.reconnect");
                perTenSeconds.merge(refused.after().toSeconds() / 10, 1, Integer::sum);
            }
        }
        assertThat(perTenSeconds.size()).isGreaterThan(4);
        int most = perTenSeconds.values().stream().mapToInt(each -> each).max().orElseThrow();
        assertThat(most).isLessThan(3 * 10_000 / perTenSeconds.size());
    }

    @Test
    void other_work_than_connecting_is_not_paced() {
        engage();
        for (DeviceWork work : DeviceWork.values()) {
            if (work != DeviceWork.CONNECT) {
                assertThat(pacer.judge(Devices.of(tenant, 1), work)).isEqualTo(Admittance.ADMITTED);
            }
        }
    }

    @Test
    void a_device_that_comes_in_its_slot_is_let_in_even_when_the_node_got_slower_since() {
        engage();
        for (int i = 0; i < 200; i++) {
            ImageDevice device = Devices.of(tenant, i);
            if (pacer.judge(device, DeviceWork.CONNECT) instanceof Admittance.Refused refused
                    && refused.after().toSeconds() < 15) {
                clock.advance(refused.after());
                assertThat(pacer.judge(device, DeviceWork.CONNECT)).isEqualTo(Admittance.ADMITTED);
                return;
            }
        }
        throw new AssertionError("nobody was told a slot");
    }

    @Test
    void a_device_that_comes_before_its_slot_is_never_told_a_later_one() {
        engage();
        for (int i = 0; i < 200; i++) {
            ImageDevice device = Devices.of(tenant, i);
            if (pacer.judge(device, DeviceWork.CONNECT) instanceof Admittance.Refused first) {
                for (int second = 1; second < first.after().toSeconds() && second < 5; second++) {
                    clock.advance(Duration.ofSeconds(1));
                    if (pacer.judge(device, DeviceWork.CONNECT) instanceof Admittance.Refused again) {
                        assertThat(again.after())
                                .isLessThanOrEqualTo(first.after().minusSeconds(second));
                    }
                }
            }
        }
    }

    @Test
    void the_window_ends_when_all_may_come_and_the_queue_is_short() {
        engage();
        waiting = 0;
        for (int i = 0; i < 6_000 && pacer.windowLeft().isPresent(); i++) {
            round(100);
        }
        assertThat(pacer.windowLeft()).isEmpty();
        assertThat(pacer.judge(Devices.of(tenant, 1), DeviceWork.CONNECT)).isEqualTo(Admittance.ADMITTED);
    }

    @Test
    void pacing_that_does_not_shorten_the_queue_is_given_up() {
        engage();
        for (int i = 0; i < 110; i++) {
            round(50);
        }
        assertThat(pacer.windowLeft()).isEmpty();
    }

    @Test
    void a_fleet_is_returning_until_most_of_it_is_back_or_a_minute_is_over() {
        assertThat(pacer.returning()).isTrue();
        while (links < 0.9 * BEFORE) {
            round(1_000);
        }
        round(0);
        assertThat(pacer.returning()).isFalse();
        assertThat(pacer.expected()).isEqualTo(BEFORE);
    }

    @Test
    void links_that_have_not_come_back_for_ten_minutes_are_not_expected_any_more() {
        links = 100;
        for (int i = 0; i < 6_100; i++) {
            round(0);
        }
        assertThat(pacer.expected()).isEqualTo(100);
        assertThat(pacer.returning()).isFalse();
    }
}
