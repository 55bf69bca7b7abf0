package io.holdfast.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node of one second of loop time a second, in rounds of 100 ms: what is admitted beyond that is overload. */
class TenantSharesTest {
    private static final double CAPACITY = 1e9;
    private static final long COST = 50_000;

    private boolean paced;
    private final TenantShares shares = new TenantShares(Dice.seeded(1), () -> paced);
    private final List<Asking> tenants = new ArrayList<>();
    private double backlog;

    /** One tenant's devices, which ask for so much of the node and are deaf to refusals. */
    private final class Asking {
        private final ImageDevice device = Devices.of(TenantId.random(), 1);
        private final DeviceWork work;
        private double ofCapacity;
        private double owed;
        private int admitted;
        private int refused;

        Asking(DeviceWork work, double ofCapacity) {
            this.work = work;
            this.ofCapacity = ofCapacity;
            tenants.add(this);
        }

        double ask() {
            owed += ofCapacity * CAPACITY / 10 / COST;
            double used = 0;
            for (; owed >= 1; owed--) {
                if (shares.judge(device, work) instanceof Admittance.Refused) {
                    refused++;
                    shares.charge(device, work, 10_000, 503);
                } else {
                    admitted++;
                    used += COST;
                    shares.charge(device, work, COST, 204);
                }
            }
            return used;
        }

        double admittedOfCapacity(double seconds) {
            return admitted * (double) COST / CAPACITY / seconds;
        }

        void forget() {
            admitted = 0;
            refused = 0;
        }
    }

    /** The strain is what a queue of so much work would show. */
    private void run(double seconds) {
        for (int round = 0; round < seconds * 10; round++) {
            for (Asking tenant : tenants) {
                backlog += tenant.ask();
            }
            backlog = Math.max(0, backlog - CAPACITY / 10);
            shares.round(strain());
        }
    }

    private Strain strain() {
        if (backlog > 0.1 * CAPACITY) {
            return Strain.HARD;
        }
        return backlog > 0.02 * CAPACITY ? Strain.OVERLOADED : Strain.NONE;
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
        Asking loud = new Asking(DeviceWork.POLL, 5);
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
            one.ask();
            other.ask();
            shares.round(Strain.OVERLOADED);
        }
        assertThat(one.refused + other.refused).isZero();
    }

    @Test
    void in_hard_overload_a_tenants_least_urgent_work_waits_first_and_running_deployments_last() {
        Asking bulk = new Asking(DeviceWork.LOG, 1);
        ImageDevice same = bulk.device;
        int[] refusedStatuses = new int[1];
        for (int round = 0; round < 300; round++) {
            backlog += bulk.ask();
            for (int i = 0; i < 400; i++) { // a fifth of the node
                if (shares.judge(same, DeviceWork.STATUS) instanceof Admittance.Refused) {
                    refusedStatuses[0]++;
                } else {
                    backlog += COST;
                    shares.charge(same, DeviceWork.STATUS, COST, 204);
                }
            }
            backlog = Math.max(0, backlog - CAPACITY / 10);
            shares.round(strain());
        }
        assertThat(bulk.refused).isPositive();
        assertThat(refusedStatuses[0]).isZero();
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
