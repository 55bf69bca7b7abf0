package io.holdfast.edge.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.HashPrefix;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.identity.LostDevice;
import io.holdfast.identity.ReadoptionClaim;
import io.holdfast.tenancy.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClaimQueueTest {
    private final ClaimQueue queue = new ClaimQueue();
    private final TenantId tenant = TenantId.random();
    private final TenantId other = TenantId.random();

    @Test
    void a_round_takes_the_oldest_by_tenant_and_no_more_than_a_transaction_carries() {
        List<ReadoptionClaim> offered = new ArrayList<>();
        for (int i = 0; i < ClaimQueue.ROUND_MAX + 1; i++) {
            offered.add(claim(i % 2 == 0 ? tenant : other));
            queue.offer(offered.getLast());
        }

        Map<TenantId, List<ReadoptionClaim>> first = queue.take();
        Map<TenantId, List<ReadoptionClaim>> second = queue.take();

        assertThat(first.get(tenant)).hasSize(ClaimQueue.ROUND_MAX / 2).startsWith(offered.get(0), offered.get(2));
        assertThat(first.get(other)).hasSize(ClaimQueue.ROUND_MAX / 2).startsWith(offered.get(1));
        assertThat(second).isEqualTo(Map.of(tenant, List.of(offered.getLast())));
        assertThat(queue.take()).isEmpty();
    }

    @Test
    void a_device_that_comes_again_waits_once_and_may_come_again_after_its_round() {
        ReadoptionClaim claim = claim(tenant);
        queue.offer(claim);
        queue.offer(claim);

        assertThat(queue.take().get(tenant)).containsExactly(claim);
        queue.offer(claim);
        assertThat(queue.take().get(tenant)).containsExactly(claim);
    }

    @Test
    void what_does_not_fit_is_dropped_and_there_is_room_again_after_a_round() {
        for (int i = 0; i < ClaimQueue.CLAIMS_MAX; i++) {
            queue.offer(claim(tenant));
        }
        ReadoptionClaim late = claim(tenant);
        queue.offer(late);
        int waiting = 0;
        for (Map<TenantId, List<ReadoptionClaim>> round = queue.take(); !round.isEmpty(); round = queue.take()) {
            assertThat(round).containsOnlyKeys(tenant);
            for (List<ReadoptionClaim> claims : round.values()) {
                assertThat(claims).doesNotContain(late);
                waiting += claims.size();
            }
        }
        assertThat(waiting).isEqualTo(ClaimQueue.CLAIMS_MAX);

        queue.offer(late);
        assertThat(queue.take().get(tenant)).containsExactly(late);
    }

    private static ReadoptionClaim claim(TenantId of) {
        HashPrefix hash = new HashPrefix(1, 2);
        DeviceRef device = new DeviceRef(of, DeviceId.random());
        return new ReadoptionClaim(new LostDevice(device, AuthSetId.random(), hash, hash, 0), Optional.empty());
    }
}
