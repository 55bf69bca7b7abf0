package io.holdfast.fleet.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.link.ReconnectPolicy;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The figures are in docs/adr/0019; {@code -Dholdfast.pacing.all=true} makes them all. */
class SimulatedReturnTest {
    private static final int FLEET = 100_000;

    /** Plain connections, with the herd on the same two cores; its door of 10,000 is five seconds' work. */
    private static final double QUICK = 2_000;

    /** With TLS, and other work beside: what the door lets in is more than can be served before it gives up. */
    private static final double SLOW = 800;

    private static final ReconnectPolicy FIXED = new ReconnectPolicy.MenderConnect21();

    private static SimulatedReturn.Result run(
            int devices, double capacity, ReconnectPolicy policy, boolean paced, int secondsMax) {
        SimulatedReturn.Result result = new SimulatedReturn(devices, capacity, policy, paced, 11, secondsMax).run();
        System.out.println(String.format(
                Locale.ROOT,
                "%,d devices at %.0f/s, %s%s: 99 of 100 back after %.1f s (%.2f of the least possible), all after %.1f s,"
                        + " %.1f connections a device",
                devices,
                capacity,
                policy,
                paced ? "" : ", not paced",
                result.seconds99(),
                result.timesIdeal(),
                result.seconds100(),
                result.attemptsPerDevice()));
        return result;
    }

    @Test
    void a_fleet_of_clients_that_try_every_5_s_is_back_almost_as_fast_as_the_node_can_serve_it() {
        assertThat(run(FLEET, QUICK, FIXED, true, 300).timesIdeal()).isLessThan(1.3);
        assertThat(run(FLEET, SLOW, FIXED, true, 600).timesIdeal()).isLessThan(1.3);
    }

    @Test
    void a_node_that_is_too_slow_for_its_queue_serves_the_same_fleet_later_without_pacing() {
        SimulatedReturn.Result free = run(FLEET, SLOW, FIXED, false, 1_200);
        assertThat(run(FLEET, SLOW, FIXED, true, 600).seconds99()).isLessThan(free.seconds99());
    }

    @Test
    void clients_that_heed_their_slots_come_about_twice() {
        SimulatedReturn.Result heeding = run(FLEET, SLOW, FIXED.obedient(), true, 600);
        assertThat(heeding.attemptsPerDevice()).isLessThan(3.5);
        assertThat(heeding.timesIdeal()).isLessThan(1.5);
    }

    @Test
    void every_other_clients_rule_brings_its_fleet_back() {
        for (double capacity : List.of(QUICK, SLOW)) {
            assertThat(run(FLEET, capacity, new ReconnectPolicy.MenderConnect30(), true, 3_000)
                            .seconds100())
                    .isFinite();
            assertThat(run(FLEET, capacity, new ReconnectPolicy.InfoBeamer(), true, 3_000)
                            .seconds100())
                    .isFinite();
            assertThat(run(20_000, capacity, new ReconnectPolicy.Uncooperative(), true, 300)
                            .seconds100())
                    .isFinite();
        }
    }

    @Test
    void below_the_cliff_nobody_is_told_to_wait() {
        ReconnectPolicy worst = new ReconnectPolicy.Uncooperative();
        SimulatedReturn.Result paced = run(9_000, QUICK, worst, true, 60);
        SimulatedReturn.Result free = run(9_000, QUICK, worst, false, 60);
        assertThat(paced).isEqualTo(free);
    }

    @Test
    void a_million_devices_come_back() {
        if (!Boolean.getBoolean("holdfast.pacing.all")) {
            assertThat(run(1_000_000, QUICK, FIXED, true, 4_000).seconds100()).isFinite();
            return;
        }
        for (ReconnectPolicy policy : List.of(
                FIXED, FIXED.obedient(), new ReconnectPolicy.MenderConnect30(), new ReconnectPolicy.InfoBeamer())) {
            for (double capacity : List.of(QUICK, SLOW)) {
                run(1_000_000, capacity, policy, true, 8_000);
                run(1_000_000, capacity, policy, false, 8_000);
                run(FLEET, capacity, policy, false, 2_000);
            }
        }
    }
}
