package io.holdfast.gateway.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.Race;
import org.junit.jupiter.api.Test;

/** What waits for slow devices, of two tenants on one node. */
class OutboundBudgetTest {
    private static final int MESSAGE = 1 << 10;
    private static final int MAX = 1_000 * MESSAGE;

    private final OutboundBudget budget = new OutboundBudget(MAX);
    private final OutboundBudget.Share greedy = budget.of(TenantId.random());
    private final OutboundBudget.Share modest = budget.of(TenantId.random());

    private static void takeAll(OutboundBudget.Share share) {
        while (share.hasRoom(MESSAGE)) {
            share.take(MESSAGE);
        }
    }

    @Test
    void a_tenant_whose_devices_read_nothing_leaves_room_for_another_s() {
        takeAll(greedy);
        assertThat(greedy.used()).isEqualTo(MAX / 4 * 3);
        assertThat(greedy.isScarce()).isTrue();
        assertThat(modest.isScarce()).isFalse();

        takeAll(modest);
        assertThat(modest.used()).isBetween(180L * MESSAGE, 190L * MESSAGE);
        assertThat(greedy.hasRoom(MESSAGE)).isFalse();
    }

    @Test
    void of_two_tenants_that_race_each_gets_its_share_and_together_they_stay_within_the_whole() {
        for (int round = 0; round < 20; round++) {
            OutboundBudget raced = new OutboundBudget(MAX);
            OutboundBudget.Share one = raced.of(TenantId.random());
            OutboundBudget.Share other = raced.of(TenantId.random());

            Race.run(2, who -> {
                takeAll(who == 0 ? one : other);
                return true;
            });

            // A message of each more than it may: the loops look and take without a lock.
            assertThat(raced.used()).isEqualTo(one.used() + other.used()).isLessThanOrEqualTo(MAX + MESSAGE);
            assertThat(one.used()).isBetween(180L * MESSAGE, 751L * MESSAGE);
            assertThat(other.used()).isBetween(180L * MESSAGE, 751L * MESSAGE);
        }
    }

    @Test
    void what_is_given_back_is_everybody_s_again() {
        takeAll(greedy);
        greedy.give((int) greedy.used());

        assertThat(budget.used()).isZero();
        takeAll(modest);
        assertThat(modest.used()).isEqualTo(MAX / 4 * 3);
    }
}
