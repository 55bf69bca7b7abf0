package io.holdfast.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A node of one second of loop time a second, in rounds of 100 ms: what comes beyond that queues. */
class TenantSharesTest {
    private static final double CAPACITY = 1e9;
    private static final long COST = 50_000;
    private static final long REFUSAL = 8_000;
    /** A second's requests: more clients are not there. */
    private static final int QUEUE_MAX = (int) (CAPACITY / COST);

    private boolean paced;
    private final TenantShares shares = new TenantShares(Dice.seeded(1), () -> paced);
    private final List<Asking> tenants = new ArrayList<>();
    private final List<Asking> queue = new ArrayList<>();
    private final Random order = new Random(5);

    /** One tenant's devices, which ask for so much of the node and are deaf to refusals. */
    private final class Asking {
        private final ImageDevice device;
        private final DeviceWork work;
        private double ofCapacity;
        private double owed;
        private int admitted;
        private int refused;

        Asking(DeviceWork work, double ofCapacity) {
            this(TenantId.random(), work, ofCapacity);
        }

        Asking(TenantId tenant, DeviceWork work, double ofCapacity) {
            this.device = Devices.of(tenant, 1);
            this.work = work;
            this.ofCapacity = ofCapacity;
            tenants.add(this);
        }

        void arrive() {
            owed += ofCapacity * CAPACITY / 10 / COST;
            for (; owed >= 1; owed--) {
                queue.add(this);
            }
        }

        /** What it took of the loop. */
        long serve() {
            if (shares.judge(device, work) instanceof Admittance.Refused) {
                refused++;
                shares.charge(device, work, REFUSAL, 503);
                return REFUSAL;
            }
            admitted++;
            shares.charge(device, work, COST, 204);
            return COST;
        }

        double admittedOfCapacity(double seconds) {
            return admitted * (double) COST / CAPACITY / seconds;
        }

        void forget() {
            admitted = 0;
            refused = 0;
        }
    }

    private void run(double seconds) {
        for (int round = 0; round < seconds * 10; round++) {
            tenants.forEach(Asking::arrive);
            Collections.shuffle(queue, order);
            while (queue.size() > QUEUE_MAX) {
                queue.removeLast();
            }
            double left = CAPACITY / 10;
            while (left > 0 && !queue.isEmpty()) {
                left -= queue.removeLast().serve();
            }
            shares.round(strain());
        }
    }

    /** What a queue of so many requests shows. */
    private Strain strain() {
        double seconds = queue.size() * COST / CAPACITY;
        if (seconds > 0.1) {
            return Strain.HARD;
        }
        return seconds > 0.02 ? Strain.OVERLOADED : Strain.NONE;
    }

    @Test
    void without_overload_nobody_is_refused() {
        Asking all = new Asking(DeviceWork.POLL, 0.7);
        Asking some = new Asking(DeviceWork.LOG, 0.2);
        run(30);
        assertThat(all.refused + some.refused).isZero();
        assertThat(shares.limiting()).isFalse();
    }

    @Test
    void a_tenant_under_its_share_is_never_refused_however_loud_another_one_is() {
        Asking loud = new Asking(DeviceWork.POLL, 5);
        Asking modest = new Asking(DeviceWork.POLL, 0.2);
        run(60);
        assertThat(modest.refused).isZero();
        assertThat(loud.refused).isPositive();
    }

    @Test
    void what_the_modest_leave_is_lent_to_the_loud() {
        Asking loud = new Asking(DeviceWork.POLL, 2);
        new Asking(DeviceWork.POLL, 0.2);
        run(30);
        loud.forget();
        run(30);
        assertThat(loud.admittedOfCapacity(30)).isBetween(0.5, 0.85);
    }

    @Test
    void what_was_lent_comes_back_within_a_second_to_who_wants_his_share() {
        Asking loud = new Asking(DeviceWork.POLL, 5);
        Asking late = new Asking(DeviceWork.POLL, 0.01);
        run(30);
        late.ofCapacity = 0.4;
        run(1);
        late.forget();
        loud.forget();
        run(10);
        assertThat(late.refused).isZero();
        assertThat(loud.admittedOfCapacity(10)).isLessThan(0.6);
    }

    @Test
    void the_worst_is_put_off_first() {
        Asking worst = new Asking(DeviceWork.POLL, 2);
        Asking bad = new Asking(DeviceWork.POLL, 0.3);
        Asking modest = new Asking(DeviceWork.POLL, 0.1);
        run(60);
        assertThat(worst.refused).isPositive();
        assertThat(bad.refused).isZero();
        assertThat(modest.refused).isZero();
    }

    @Test
    void tenants_that_all_ask_for_the_same_have_nobody_to_be_protected_from_while_it_is_not_hard() {
        Asking one = new Asking(DeviceWork.POLL, 0.51);
        Asking other = new Asking(DeviceWork.POLL, 0.51);
        for (int round = 0; round < 100; round++) {
            one.arrive();
            other.arrive();
            queue.forEach(Asking::serve);
            queue.clear();
            shares.round(Strain.OVERLOADED);
        }
        assertThat(one.refused + other.refused).isZero();
    }

    @Test
    void in_hard_overload_a_tenants_least_urgent_work_waits_first_and_running_deployments_last() {
        TenantId tenant = TenantId.random();
        Asking bulk = new Asking(tenant, DeviceWork.LOG, 1);
        Asking running = new Asking(tenant, DeviceWork.STATUS, 0.2);
        run(30);
        assertThat(bulk.refused).isPositive();
        assertThat(running.refused).isZero();
    }

    @Test
    void links_that_come_back_after_a_start_are_not_held_against_a_share() {
        Asking herd = new Asking(DeviceWork.CONNECT, 5);
        new Asking(DeviceWork.POLL, 0.2);
        paced = true;
        run(20);
        assertThat(herd.refused).isZero();
        paced = false;
        run(20);
        assertThat(herd.refused).isPositive();
    }

    @Test
    void when_the_load_has_gone_everybody_is_free_again() {
        Asking loud = new Asking(DeviceWork.POLL, 5);
        new Asking(DeviceWork.POLL, 0.2);
        run(20);
        loud.ofCapacity = 0.1;
        run(60);
        assertThat(shares.limiting()).isFalse();
        loud.forget();
        run(10);
        assertThat(loud.refused).isZero();
    }

    @Test
    void who_is_refused_is_told_to_come_back_the_later_the_more_it_asks_for() {
        Asking loud = new Asking(DeviceWork.POLL, 5);
        new Asking(DeviceWork.POLL, 0.2);
        run(20);
        Admittance last = Admittance.ADMITTED;
        for (int i = 0; i < 100_000 && last == Admittance.ADMITTED; i++) {
            last = shares.judge(loud.device, DeviceWork.POLL);
            shares.charge(loud.device, DeviceWork.POLL, COST, 204);
        }
        assertThat(last).isInstanceOfSatisfying(Admittance.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo("admission.share");
            assertThat(refused.after().toSeconds()).isBetween(10L, 300L);
        });
        assertThat(shares.top(1)).singleElement().satisfies(top -> {
            assertThat(top.tenant()).isEqualTo(loud.device.tenant());
            assertThat(top.above()).isTrue();
        });
    }
}
