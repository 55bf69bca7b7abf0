package io.holdfast.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.testing.SmallFleet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsTest {
    private static final GroupName KITCHEN = new GroupName("kitchen");
    private static final GroupName HALL = new GroupName("hall");

    private final SmallFleet fleet = SmallFleet.fresh();
    private final Groups groups = new Groups(fleet.transactions());

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void a_device_is_in_one_group_at_most_and_a_group_is_there_while_it_has_one() {
        List<DeviceId> devices = fleet.devices(3);
        DeviceId first = devices.getFirst();
        assertThat(groups.of(fleet.tenant(), first)).isEqualTo(new Groups.OfDevice.Ungrouped());

        assertThat(assign(KITCHEN, devices)).isEqualTo(new Groups.Moved(3, 3));
        assertThat(assign(KITCHEN, devices)).isEqualTo(new Groups.Moved(3, 0));
        assertThat(assign(HALL, List.of(first, first, DeviceId.random()))).isEqualTo(new Groups.Moved(1, 1));

        assertThat(groups.names(fleet.tenant(), Optional.empty())).containsExactly(HALL, KITCHEN);
        assertThat(groups.of(fleet.tenant(), first)).isEqualTo(new Groups.OfDevice.In(HALL));
        assertThat(groups.devices(fleet.tenant(), KITCHEN, 10, 0))
                .containsExactlyInAnyOrderElementsOf(devices.subList(1, 3));
        assertThat(groups.leave(fleet.caller(), "request", KITCHEN, List.of(first)))
                .isZero();
        assertThat(groups.dissolve(fleet.caller(), "request", KITCHEN)).isEqualTo(2);
        assertThat(groups.names(fleet.tenant(), Optional.empty())).containsExactly(HALL);
        assertThat(groups.count(fleet.tenant(), KITCHEN)).isZero();
        assertThat(fleet.database().value("""
                select string_agg(action, ',' order by at) from audit_event where object_kind = 'group'
                """)).isEqualTo("group.assign,group.assign,group.dissolve");
    }

    @Test
    void groups_of_one_standing_are_those_with_a_device_that_has_it() {
        assign(KITCHEN, fleet.devices(1));

        assertThat(groups.names(fleet.tenant(), Optional.of("accepted"))).containsExactly(KITCHEN);
        assertThat(groups.names(fleet.tenant(), Optional.of("pending"))).isEmpty();
    }

    @Test
    void another_tenants_devices_and_groups_are_not_there() {
        List<DeviceId> devices = fleet.devices(1);
        assign(KITCHEN, devices);

        Groups.Moved moved = groups.assign(fleet.stranger(), "request", HALL, devices);

        assertThat(moved).isEqualTo(new Groups.Moved(0, 0));
        assertThat(groups.names(fleet.stranger().tenant(), Optional.empty())).isEmpty();
        assertThat(groups.dissolve(fleet.stranger(), "request", KITCHEN)).isZero();
        assertThat(groups.of(fleet.stranger().tenant(), devices.getFirst()))
                .isEqualTo(new Groups.OfDevice.UnknownDevice());
    }

    @Test
    void a_device_that_leaves_the_fleet_leaves_its_group() {
        DeviceId device = fleet.devices(1).getFirst();
        assign(KITCHEN, List.of(device));

        new DepartedInventory().forget(fleet.database().connection(), new DeviceRef(fleet.tenant(), device));

        assertThat(groups.names(fleet.tenant(), Optional.empty())).isEmpty();
    }

    @Test
    void the_inventory_is_narrowed_by_group_and_shows_it() {
        List<DeviceId> devices = fleet.devices(3);
        assign(KITCHEN, devices.subList(0, 2));
        Inventories inventories = new Inventories(fleet.transactions());

        assertThat(count(inventories, new Membership.Any())).isEqualTo(3);
        assertThat(count(inventories, new Membership.In(KITCHEN))).isEqualTo(2);
        assertThat(count(inventories, new Membership.In(HALL))).isZero();
        assertThat(count(inventories, new Membership.Grouped())).isEqualTo(2);
        assertThat(count(inventories, new Membership.Ungrouped())).isEqualTo(1);
        assertThat(inventories
                        .find(fleet.tenant(), devices.getFirst())
                        .orElseThrow()
                        .attributesJson())
                .contains("\"group\"", "\"kitchen\"");
    }

    private int count(Inventories inventories, Membership membership) {
        InventoryFilter filter = new InventoryFilter(List.of(), List.of(), membership);
        int listed = inventories.list(fleet.tenant(), filter, 10, 0).size();
        assertThat(inventories.count(fleet.tenant(), filter)).isEqualTo(listed);
        return listed;
    }

    @ParameterizedTest
    @CsvSource({"kitchen, true", "A-b_9, true", "'', false", "a b, false", "küche, false", "a/b, false"})
    void a_name_is_letters_digits_dashes_and_underscores(String text, boolean good) {
        assertThat(GroupName.parse(text).isPresent()).isEqualTo(good);
    }

    @Test
    void a_name_has_an_end() {
        assertThat(GroupName.parse("a".repeat(1024))).isPresent();
        assertThat(GroupName.parse("a".repeat(1025))).isEmpty();
    }

    private Groups.Moved assign(GroupName group, List<DeviceId> devices) {
        return groups.assign(fleet.caller(), "request", group, devices);
    }
}
