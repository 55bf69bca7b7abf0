package io.holdfast.rollout;

import static io.holdfast.edge.image.RolloutSamples.device;
import static io.holdfast.edge.image.RolloutSamples.guarded;
import static io.holdfast.edge.image.RolloutSamples.rollout;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageRollout;
import io.holdfast.edge.image.RolloutSamples;
import io.holdfast.tenancy.TenantId;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OfferGuardTest {
    private static final List<Boolean> BOTH = List.of(true, false);
    private static final int BEGUN = 1;
    private static final int OTHER = 2;
    private static final FailureLimit LIMIT = new FailureLimit.HoldAfter(3);

    private final AtomicBoolean fresh = new AtomicBoolean(true);
    private final AtomicBoolean reached = new AtomicBoolean();
    private final OfferGuard guard = new OfferGuard(fresh::get, rollout -> reached.get());
    private final ImageRollout rollout = rollout("rel", false, List.of("X"), BEGUN, OTHER);

    /** Sees now, saw the feed before, has a limit, is held by all, has failed too often here, was offered to the device. */
    @Test
    void what_may_be_offered_is_decided_by_what_the_node_sees_and_counted() {
        int offered = 0;
        for (boolean sees : BOTH) {
            for (boolean saw : BOTH) {
                for (boolean guarded : BOTH) {
                    for (boolean held : BOTH) {
                        for (boolean failed : BOTH) {
                            for (boolean begun : BOTH) {
                                if (held && !guarded || begun && !saw) {
                                    continue;
                                }
                                boolean expected = !held && !failed && (sees || begun || guarded && saw);

                                assertThat(offers(sees, saw, guarded, held, failed, begun))
                                        .as("sees %s, saw %s, guarded %s, held %s, failed %s, begun %s"
                                                .formatted(sees, saw, guarded, held, failed, begun))
                                        .isEqualTo(expected);
                                offered += expected ? 1 : 0;
                            }
                        }
                    }
                }
            }
        }
        // Seeing: 3 histories, limit or none. Blind: 2 that began before, and with a limit 1 that did not.
        assertThat(offered).isEqualTo(2 * 3 + 2 + 1);
    }

    private static boolean offers(
            boolean sees, boolean saw, boolean guarded, boolean held, boolean failed, boolean begun) {
        boolean[] seesNow = {saw};
        boolean[] failedNow = {false};
        OfferGuard guard = new OfferGuard(() -> seesNow[0], rollout -> failedNow[0]);
        TenantId tenant = TenantId.random();
        FailureLimit limit = guarded ? LIMIT : FailureLimit.unlimited();
        ImageRollout before = guarded(tenant, limit, false, BEGUN, OTHER);
        ImageRollout now = held ? RolloutSamples.held(before) : before;
        // Somebody asks of something, so that a node that sees has been seen to see.
        guard.mayOffer(guarded(tenant, LIMIT, false, OTHER), device(OTHER, true));
        if (begun) {
            guard.mayOffer(before, device(BEGUN, true));
        }
        seesNow[0] = sees;
        failedNow[0] = failed;
        return guard.mayOffer(now, device(BEGUN, true));
    }

    @Test
    void a_node_that_is_blind_ends_what_it_began_and_begins_nothing() {
        assertThat(guard.mayOffer(rollout, device(BEGUN, true))).isTrue();

        fresh.set(false);

        assertThat(guard.mayOffer(rollout, device(BEGUN, true))).isTrue();
        assertThat(guard.mayOffer(rollout, device(OTHER, true))).isFalse();
        assertThat(guard.mayOffer(rollout("other", false, List.of("X"), BEGUN), device(BEGUN, true)))
                .isFalse();
    }

    @Test
    void what_a_blind_node_refused_it_offers_when_it_sees_again() {
        fresh.set(false);
        assertThat(guard.mayOffer(rollout, device(OTHER, true))).isFalse();

        fresh.set(true);

        assertThat(guard.mayOffer(rollout, device(OTHER, true))).isTrue();
    }

    @Test
    void what_failed_too_often_is_offered_again_when_it_no_longer_has() {
        ImageRollout guarded = guarded(TenantId.random(), LIMIT, false, BEGUN);
        reached.set(true);
        assertThat(guard.mayOffer(guarded, device(BEGUN, true))).isFalse();

        reached.set(false);

        assertThat(guard.mayOffer(guarded, device(BEGUN, true))).isTrue();
    }
}
