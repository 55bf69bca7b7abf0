package io.holdfast.identity;

import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The devices of a tenant, as people look them up; reads only. Oldest first. */
public final class Devices {
    private final FleetTransactions transactions;

    public Devices(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    private static final String ALL = """
            select device_id, identity, standing, created_at, updated_at
            from device
            where tenant_id = ?
            order by created_at, device_id
            offset ? limit ?
            """;

    // One standing is a range of the index by standing and age; several are not, and go along the index by age.
    private static final String BY_STANDING = """
            select device_id, identity, standing, created_at, updated_at
            from device
            where tenant_id = ? and standing = ?
            order by created_at, device_id
            offset ? limit ?
            """;

    private static final String BY_STANDINGS = """
            select device_id, identity, standing, created_at, updated_at
            from device
            where tenant_id = ? and standing = any(?)
            order by created_at, device_id
            offset ? limit ?
            """;

    private static final String BY_IDS = """
            select device_id, identity, standing, created_at, updated_at
            from device
            where tenant_id = ? and device_id = any(?) and standing = any(?)
            order by created_at, device_id
            offset ? limit ?
            """;

    /** A stretch of the devices that the filter lets through. */
    public List<Device> list(TenantId tenant, DeviceFilter filter, int offset, int limit) {
        return transactions.read(connection -> {
            Query query = query(connection, tenant, filter).with(offset, limit);
            return withSets(connection, tenant, query.list(Devices::row));
        });
    }

    private static Query query(Connection connection, TenantId tenant, DeviceFilter filter) {
        String[] standings = names(filter.standings().isEmpty() ? List.of(Standing.values()) : filter.standings());
        if (!filter.ids().isEmpty()) {
            UUID[] ids = filter.ids().stream().map(DeviceId::value).toArray(UUID[]::new);
            return Query.on(connection, BY_IDS).with(tenant.value(), ids, standings);
        }
        return switch (filter.standings().size()) {
            case 0 -> Query.on(connection, ALL).with(tenant.value());
            case 1 -> Query.on(connection, BY_STANDING).with(tenant.value(), standings[0]);
            default -> Query.on(connection, BY_STANDINGS).with(tenant.value(), standings);
        };
    }

    private static final String FIND = """
            select device_id, identity, standing, created_at, updated_at
            from device
            where tenant_id = ? and device_id = ?
            """;

    public Optional<Device> find(TenantId tenant, DeviceId device) {
        return transactions.read(connection -> find(connection, tenant, device));
    }

    static Optional<Device> find(Connection connection, TenantId tenant, DeviceId device) {
        List<Device> found =
                Query.on(connection, FIND).with(tenant.value(), device.value()).list(Devices::row);
        return withSets(connection, tenant, found).stream().findFirst();
    }

    private static final String COUNT = """
            select count(*) as devices
            from device
            where tenant_id = ? and standing = any(?)
            """;

    /** How many devices have one of the standings; all when none is named. */
    public long count(TenantId tenant, Collection<Standing> standings) {
        String[] names = names(standings.isEmpty() ? List.of(Standing.values()) : standings);
        return transactions.read(connection -> Query.on(connection, COUNT)
                .with(tenant.value(), names)
                .first(row -> row.getLong("devices"))
                .orElseThrow());
    }

    private static final String STANDING_OF_SET = """
            select standing
            from auth_set
            where tenant_id = ? and auth_set_id = ? and device_id = ?
            """;

    /** The standing of one auth set of one device. */
    public Optional<Standing> standing(TenantId tenant, DeviceId device, AuthSetId set) {
        return transactions.read(connection -> Query.on(connection, STANDING_OF_SET)
                .with(tenant.value(), set.value(), device.value())
                .first(row -> Standing.stored(row.getString("standing"))));
    }

    // Through the unique index on (tenant, device, key). A device has at most 5 sets, so a page has at most 2,500.
    private static final String SETS = """
            select device_id, auth_set_id, public_key, standing, created_at
            from auth_set
            where tenant_id = ? and device_id = any(?)
            order by created_at, auth_set_id
            """;

    private static List<Device> withSets(Connection connection, TenantId tenant, List<Device> devices) {
        if (devices.isEmpty()) {
            return devices;
        }
        record Owned(DeviceId device, AuthSet set) {}
        UUID[] ids = devices.stream().map(device -> device.id().value()).toArray(UUID[]::new);
        List<Owned> owned = Query.on(connection, SETS)
                .with(tenant.value(), ids)
                .list(row -> new Owned(new DeviceId(Query.uuid(row, "device_id")), set(row)));
        Map<DeviceId, List<AuthSet>> sets = new HashMap<>();
        owned.forEach(each ->
                sets.computeIfAbsent(each.device(), id -> new ArrayList<>()).add(each.set()));
        return devices.stream()
                .map(device -> new Device(
                        device.id(),
                        device.identityJson(),
                        device.standing(),
                        device.created(),
                        device.updated(),
                        sets.getOrDefault(device.id(), List.of())))
                .toList();
    }

    private static Device row(ResultSet row) throws SQLException {
        return new Device(
                new DeviceId(Query.uuid(row, "device_id")),
                row.getString("identity"),
                Standing.stored(row.getString("standing")),
                Query.instant(row, "created_at"),
                Query.instant(row, "updated_at"),
                List.of());
    }

    private static AuthSet set(ResultSet row) throws SQLException {
        return new AuthSet(
                new AuthSetId(Query.uuid(row, "auth_set_id")),
                row.getString("public_key"),
                Standing.stored(row.getString("standing")),
                Query.instant(row, "created_at"));
    }

    private static String[] names(Collection<Standing> standings) {
        return standings.stream().map(Standing::wireName).toArray(String[]::new);
    }
}
