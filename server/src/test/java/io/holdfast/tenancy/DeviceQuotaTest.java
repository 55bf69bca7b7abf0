package io.holdfast.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.MigratedDatabase;
import io.holdfast.testing.Race;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceQuotaTest {
    private final MigratedDatabase database = MigratedDatabase.fresh();
    private final TenantId tenant = TenantId.random();

    @Test
    void an_absent_row_means_the_limit_of_new_tenants() {
        assertThat(usage(new DeviceQuota(DeviceLimit.atMost(7)))).isEqualTo(new DeviceUsage(DeviceLimit.atMost(7), 0));
        assertThat(usage(new DeviceQuota(DeviceLimit.unlimited())))
                .isEqualTo(new DeviceUsage(DeviceLimit.unlimited(), 0));
    }

    @Test
    void a_stored_limit_is_read_as_it_was_written() {
        DeviceQuota quota = new DeviceQuota(DeviceLimit.atMost(7));
        for (DeviceLimit limit : List.of(DeviceLimit.unlimited(), DeviceLimit.atMost(0), DeviceLimit.atMost(3))) {
            database.transactions().write(transaction -> {
                quota.setLimit(transaction.connection(), tenant, limit);
                return true;
            });
            assertThat(usage(quota).limit()).isEqualTo(limit);
        }
    }

    @Test
    void racing_takers_share_exactly_what_there_is() {
        DeviceQuota quota = new DeviceQuota(DeviceLimit.atMost(10));

        List<Integer> granted = Race.run(40, i -> take(quota, 3));

        assertThat(granted.stream().mapToInt(Integer::intValue).sum()).isEqualTo(10);
        assertThat(usage(quota).accepted()).isEqualTo(10);
    }

    @Test
    void what_is_given_back_can_be_taken_again() {
        DeviceQuota quota = new DeviceQuota(DeviceLimit.atMost(2));
        take(quota, 2);
        database.transactions().write(transaction -> {
            quota.hold(transaction.connection(), tenant).givenBack(1);
            return true;
        });

        assertThat(take(quota, 2)).isOne();
    }

    private int take(DeviceQuota quota, int wanted) {
        return database.transactions()
                .write(transaction -> {
                    HeldQuota held = quota.hold(transaction.connection(), tenant);
                    int granted = held.grant(wanted);
                    held.accepted(granted);
                    return granted;
                })
                .value();
    }

    private DeviceUsage usage(DeviceQuota quota) {
        return database.transactions().read(connection -> quota.read(connection, tenant));
    }
}
