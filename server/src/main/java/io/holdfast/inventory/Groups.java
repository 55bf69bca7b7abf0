package io.holdfast.inventory;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Static groups: a device is in one at most, and a group is there while it has a device. A deployment to a group has the devices
 * that are in it when it is made; what moves later changes no deployment.
 */
public final class Groups {
    /** Devices moved by one call; a bulk action holds no row for long. */
    public static final int BULK_MAX = 5_000;

    /** Names in a list, which no client turns by pages. */
    private static final int NAMES_MAX = 10_000;

    private final FleetTransactions transactions;

    public Groups(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    /** How many of the devices are there, and how many of them moved. */
    public record Moved(int matched, int updated) {}

    private static final String NAMES = """
            select distinct group_name from device_group where tenant_id = ? order by group_name limit ?
            """;

    private static final String NAMES_OF_STANDING = """
            select distinct g.group_name
            from device_group g
            join device d on d.tenant_id = g.tenant_id and d.device_id = g.device_id
            where g.tenant_id = ? and d.standing = ?
            order by g.group_name limit ?
            """;

    /** The tenant's groups by name, those with a device of the standing where one is given. */
    public List<GroupName> names(TenantId tenant, Optional<String> standing) {
        return transactions.read(connection -> standing.map(
                        wanted -> Query.on(connection, NAMES_OF_STANDING).with(tenant.value(), wanted, NAMES_MAX))
                .orElseGet(() -> Query.on(connection, NAMES).with(tenant.value(), NAMES_MAX))
                .list(row -> new GroupName(row.getString("group_name"))));
    }

    private static final String DEVICES = """
            select device_id from device_group where tenant_id = ? and group_name = ? order by device_id limit ? offset ?
            """;

    /** A stretch of the devices in the group. */
    public List<DeviceId> devices(TenantId tenant, GroupName group, int limit, int offset) {
        return transactions.read(connection -> Query.on(connection, DEVICES)
                .with(tenant.value(), group.value(), limit, offset)
                .list(row -> new DeviceId(Query.uuid(row, "device_id"))));
    }

    private static final String COUNT = """
            select count(*) as devices from device_group where tenant_id = ? and group_name = ?
            """;

    /** How many devices are in the group; none means that there is no such group. */
    public int count(TenantId tenant, GroupName group) {
        return transactions.read(connection -> Query.on(connection, COUNT)
                .with(tenant.value(), group.value())
                .first(row -> row.getInt("devices"))
                .orElse(0));
    }

    private static final String OF_DEVICE = """
            select coalesce(g.group_name, '') as group_name
            from device d
            left join device_group g on g.tenant_id = d.tenant_id and g.device_id = d.device_id
            where d.tenant_id = ? and d.device_id = ?
            """;

    /** The group that a device is in. */
    public sealed interface OfDevice {
        record In(GroupName group) implements OfDevice {}

        record Ungrouped() implements OfDevice {}

        record UnknownDevice() implements OfDevice {}
    }

    /** Where the device is. */
    public OfDevice of(TenantId tenant, DeviceId device) {
        return transactions.read(connection -> Query.on(connection, OF_DEVICE)
                .with(tenant.value(), device.value())
                .first(row -> GroupName.parse(row.getString("group_name"))
                        .<OfDevice>map(OfDevice.In::new)
                        .orElseGet(OfDevice.Ungrouped::new))
                .orElseGet(OfDevice.UnknownDevice::new));
    }

    // The lock holds off a decommission until it can see the membership and end it.
    private static final String ASSIGN = """
            with target as (
                select device_id
                from device
                where tenant_id = ? and device_id = any(?)
                order by device_id
                for key share
            ),
            moved as (
                insert into device_group (tenant_id, device_id, group_name)
                select ?::uuid, device_id, ? from target order by device_id
                on conflict (tenant_id, device_id) do update
                set group_name = excluded.group_name, joined_at = now()
                where device_group.group_name <> excluded.group_name
                returning device_id
            )
            select (select count(*) from target) as matched, (select count(*) from moved) as updated
            """;

    /** Moves the devices into the group, out of the one they were in; at most {@link #BULK_MAX}. Unknown ones are passed over. */
    public Moved assign(Caller caller, String requestId, GroupName group, Collection<DeviceId> devices) {
        UUID tenant = caller.tenant().value();
        return moving(
                caller,
                requestId,
                "group.assign",
                group,
                connection -> Query.on(connection, ASSIGN)
                        .with(tenant, ids(devices), tenant, group.value())
                        .first(row -> new Moved(row.getInt("matched"), row.getInt("updated")))
                        .orElseThrow());
    }

    private static final String LEAVE = """
            delete from device_group where tenant_id = ? and group_name = ? and device_id = any(?)
            """;

    /** Takes the devices out of the group, as far as they are in it; at most {@link #BULK_MAX}. */
    public int leave(Caller caller, String requestId, GroupName group, Collection<DeviceId> devices) {
        return moving(caller, requestId, "group.leave", group, connection -> {
                    int left = Query.on(connection, LEAVE)
                            .with(caller.tenant().value(), group.value(), ids(devices))
                            .update();
                    return new Moved(left, left);
                })
                .updated();
    }

    private static final String DISSOLVE_SOME = """
            delete from device_group
            where tenant_id = ? and device_id in (
                select device_id from device_group where tenant_id = ? and group_name = ? order by device_id limit ?)
                and group_name = ?
            """;

    /** Takes all devices out of the group, a bounded number in each transaction; how many there were. */
    public int dissolve(Caller caller, String requestId, GroupName group) {
        UUID tenant = caller.tenant().value();
        int total = 0;
        for (int left = BULK_MAX; left == BULK_MAX; total += left) {
            left = moving(caller, requestId, "group.dissolve", group, connection -> {
                        int some = Query.on(connection, DISSOLVE_SOME)
                                .with(tenant, tenant, group.value(), BULK_MAX, group.value())
                                .update();
                        return new Moved(some, some);
                    })
                    .updated();
        }
        return total;
    }

    private interface Deed {
        Moved on(Connection connection);
    }

    private Moved moving(Caller caller, String requestId, String action, GroupName group, Deed deed) {
        return transactions
                .write(tx -> {
                    Moved moved = deed.on(tx.connection());
                    if (moved.updated() > 0) {
                        String detail = Json.text(Json.object().put("devices", moved.updated()));
                        AuditTrail.byCaller(tx.connection(), caller, requestId, action, "group", group.value(), detail);
                    }
                    return moved;
                })
                .value();
    }

    private static UUID[] ids(Collection<DeviceId> devices) {
        if (devices.size() > BULK_MAX) {
            throw new IllegalArgumentException("more than " + BULK_MAX + " devices in one call");
        }
        return devices.stream().map(DeviceId::value).toArray(UUID[]::new);
    }
}
