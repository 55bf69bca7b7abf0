package io.holdfast.fleet.drill.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KillTest {
    @Test
    void the_same_seed_kills_the_same_at_the_same_instants() {
        assertThat(Kill.of(7, 20)).isEqualTo(Kill.of(7, 20)).isNotEqualTo(Kill.of(8, 20));
    }

    @Test
    void a_longer_run_begins_as_the_shorter_one() {
        assertThat(Kill.of(7, 200).subList(0, 20)).isEqualTo(Kill.of(7, 20));
    }

    @Test
    void three_cycles_have_every_victim() {
        assertThat(Kill.of(7, 3)).extracting(Kill::victim).containsExactlyInAnyOrder(Victim.values());
    }

    @Test
    void every_kill_falls_among_the_writes() {
        assertThat(Kill.of(7, 1_000))
                .allSatisfy(kill -> assertThat(kill.afterWrites()).isPositive().isLessThan(Cycle.LEAST_WRITES));
    }
}
