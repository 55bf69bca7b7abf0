package io.holdfast.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A node is dead when its lease was not renewed for 10 s in which we could see, and never because we could not. */
class NodeLeasesTest {
    private static final UUID NODE = UUID.randomUUID();
    private static final UUID BOOT = UUID.randomUUID();
    private static final Instant RENEWED = Instant.parse("2026-01-01T00:00:00Z");

    private final ManualClock clock = new ManualClock();
    private final NodeLeases leases = new NodeLeases(clock);

    private void read(Instant renewed, boolean lapsed) {
        leases.read(List.of(new PresenceRows.Node(NODE, BOOT, RENEWED, renewed, lapsed)));
    }

    private void passes(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }

    @Test
    void before_the_first_look_nobody_can_be_judged() {
        assertThat(leases.of(NODE, BOOT)).isInstanceOf(NodeLeases.Standing.Unseen.class);
    }

    @Test
    void a_lease_that_is_renewed_lives_and_one_that_is_not_dies_within_fifteen_seconds_of_its_last_renewal() {
        for (int i = 0; i < 20; i++) {
            read(RENEWED.plusSeconds(3L * i), false);
            assertThat(leases.of(NODE, BOOT)).isInstanceOf(NodeLeases.Standing.Alive.class);
            passes(3);
        }
        Instant last = RENEWED.plusSeconds(57);
        int seconds = 0;
        while (leases.of(NODE, BOOT) instanceof NodeLeases.Standing.Alive) {
            read(last, false);
            passes(3);
            seconds += 3;
        }
        assertThat(seconds).isLessThanOrEqualTo(15);
        assertThat(leases.of(NODE, BOOT)).isEqualTo(new NodeLeases.Standing.Dead(last));
    }

    @Test
    void while_the_table_cannot_be_read_nobody_dies_and_everybody_is_unseen() {
        read(RENEWED, false);
        passes(60);
        assertThat(leases.of(NODE, BOOT)).isInstanceOf(NodeLeases.Standing.Unseen.class);

        read(RENEWED, false);

        assertThat(leases.of(NODE, BOOT)).isInstanceOf(NodeLeases.Standing.Alive.class);
    }

    @Test
    void a_node_that_was_gone_before_we_looked_is_dead_at_the_first_look() {
        read(RENEWED, true);

        assertThat(leases.of(NODE, BOOT)).isEqualTo(new NodeLeases.Standing.Dead(RENEWED));
    }

    @Test
    void a_boot_whose_node_has_started_again_is_dead_since_then_and_one_of_no_node_is_dead() {
        leases.read(List.of(
                new PresenceRows.Node(NODE, UUID.randomUUID(), RENEWED.plusSeconds(5), RENEWED.plusSeconds(6), false)));

        assertThat(leases.of(NODE, BOOT)).isEqualTo(new NodeLeases.Standing.Dead(RENEWED.plusSeconds(5)));
        assertThat(leases.of(UUID.randomUUID(), BOOT)).isInstanceOf(NodeLeases.Standing.Dead.class);
    }
}
