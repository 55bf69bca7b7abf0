package io.holdfast.rollout;

import static io.holdfast.edge.image.RolloutSamples.device;
import static io.holdfast.edge.image.RolloutSamples.rollout;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageRollout;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OfferGuardTest {
    private final AtomicBoolean fresh = new AtomicBoolean(true);
    private final OfferGuard guard = new OfferGuard(fresh::get);
    private final ImageRollout rollout = rollout("rel", false, List.of("X"), 1, 2);

    @Test
    void a_node_that_is_blind_ends_what_it_began_and_begins_nothing() {
        assertThat(guard.mayOffer(rollout, device(1, true))).isTrue();

        fresh.set(false);

        assertThat(guard.mayOffer(rollout, device(1, true))).isTrue();
        assertThat(guard.mayOffer(rollout, device(2, true))).isFalse();
        assertThat(guard.mayOffer(rollout("other", false, List.of("X"), 1), device(1, true)))
                .isFalse();
    }

    @Test
    void what_a_blind_node_refused_it_offers_when_it_sees_again() {
        fresh.set(false);
        assertThat(guard.mayOffer(rollout, device(2, true))).isFalse();

        fresh.set(true);

        assertThat(guard.mayOffer(rollout, device(2, true))).isTrue();
    }
}
