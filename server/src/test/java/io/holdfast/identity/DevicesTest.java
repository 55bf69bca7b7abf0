package io.holdfast.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.access.Caller;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.MigratedDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DevicesTest {
    private final ControlFixture fixture = new ControlFixture(MigratedDatabase.fresh());
    private final Devices devices = new Devices(fixture.transactions());
    private final Caller caller = fixture.caller();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void pages_follow_each_other_without_gap_or_repetition() {
        List<DeviceId> made = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            made.add(fixture.device(caller, Standing.PENDING).device());
        }

        List<DeviceId> seen = new ArrayList<>();
        for (int offset = 0; offset < 9; offset += 3) {
            devices.list(caller.tenant(), DeviceFilter.ALL, offset, 3).forEach(device -> seen.add(device.id()));
        }

        assertThat(seen).containsExactlyElementsOf(made);
    }

    @Test
    void standings_and_ids_narrow_the_list_together() {
        DeviceId pending = fixture.device(caller, Standing.PENDING).device();
        DeviceId accepted = fixture.device(caller, Standing.ACCEPTED).device();
        DeviceId rejected = fixture.device(caller, Standing.REJECTED).device();
        List<DeviceId> two = List.of(pending, accepted);

        assertThat(ids(List.of(), List.of())).containsExactlyInAnyOrder(pending, accepted, rejected);
        assertThat(ids(List.of(Standing.PENDING), List.of())).containsExactly(pending);
        assertThat(ids(List.of(Standing.PENDING, Standing.REJECTED), List.of()))
                .containsExactlyInAnyOrder(pending, rejected);
        assertThat(ids(List.of(), two)).containsExactlyInAnyOrder(pending, accepted);
        assertThat(ids(List.of(Standing.ACCEPTED), two)).containsExactly(accepted);
        assertThat(ids(List.of(Standing.NOAUTH), two)).isEmpty();
        assertThat(devices.count(caller.tenant(), List.of())).isEqualTo(3);
        assertThat(devices.count(caller.tenant(), List.of(Standing.ACCEPTED))).isOne();
    }

    @Test
    void another_tenants_devices_are_not_there() {
        ControlFixture.Enrolled device = fixture.device(caller, Standing.ACCEPTED);
        TenantId other = TenantId.random();

        assertThat(devices.find(other, device.device())).isEmpty();
        assertThat(devices.list(other, new DeviceFilter(List.of(), List.of(device.device())), 0, 9))
                .isEmpty();
        assertThat(devices.standing(other, device.device(), device.set())).isEmpty();
        assertThat(devices.count(other, List.of())).isZero();
    }

    private List<DeviceId> ids(List<Standing> standings, List<DeviceId> ids) {
        return devices.list(caller.tenant(), new DeviceFilter(standings, ids), 0, 9).stream()
                .map(Device::id)
                .toList();
    }
}
