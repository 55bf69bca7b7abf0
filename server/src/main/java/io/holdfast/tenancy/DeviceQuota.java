package io.holdfast.tenancy;

import io.holdfast.platform.database.Query;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The one place that knows what an absent quota row means: the limit that new tenants have. The row is the first lock of every
 * transaction that accepts a device or takes an acceptance back; whoever holds it changes the count by what really happened.
 */
public final class DeviceQuota {
    private final DeviceLimit limitOfNewTenants;

    public DeviceQuota(DeviceLimit limitOfNewTenants) {
        this.limitOfNewTenants = limitOfNewTenants;
    }

    private static final String READ = """
            select limit_kind, limit_devices, accepted_devices
            from tenant_quota
            where tenant_id = ?
            """;

    /** Limit and count, without a lock. */
    public DeviceUsage read(Connection connection, TenantId tenant) {
        return Query.on(connection, READ)
                .with(tenant.value())
                .first(DeviceQuota::usage)
                .orElseGet(() -> new DeviceUsage(limitOfNewTenants, 0));
    }

    private static final String HOLD = """
            select limit_kind, limit_devices, accepted_devices
            from tenant_quota
            where tenant_id = ?
            for update
            """;

    /**
     * Locks the tenant's row until the transaction ends, making it first when there is none. Take it before any device's row.
     */
    public HeldQuota hold(Connection connection, TenantId tenant) {
        Optional<DeviceUsage> held =
                Query.on(connection, HOLD).with(tenant.value()).first(DeviceQuota::usage);
        if (held.isEmpty()) {
            write(connection, INSERT, tenant, limitOfNewTenants);
            held = Query.on(connection, HOLD).with(tenant.value()).first(DeviceQuota::usage);
        }
        return new HeldQuota(
                connection, tenant, held.orElseThrow(() -> new IllegalStateException("the quota row was just made")));
    }

    private static final String INSERT = """
            insert into tenant_quota (tenant_id, limit_kind, limit_devices)
            values (?, ?, ?)
            on conflict (tenant_id) do nothing
            """;

    private static final String SET_LIMIT = """
            insert into tenant_quota (tenant_id, limit_kind, limit_devices)
            values (?, ?, ?)
            on conflict (tenant_id) do update
            set limit_kind = excluded.limit_kind, limit_devices = excluded.limit_devices
            """;

    /** Sets the limit; devices beyond a lowered one stay accepted. The caller publishes the tenant's change. */
    public void setLimit(Connection connection, TenantId tenant, DeviceLimit limit) {
        write(connection, SET_LIMIT, tenant, limit);
    }

    private static void write(Connection connection, String sql, TenantId tenant, DeviceLimit limit) {
        String kind = switch (limit) {
            case DeviceLimit.Unlimited unlimited -> "unlimited";
            case DeviceLimit.AtMost most -> "at_most";
        };
        int devices = switch (limit) {
            case DeviceLimit.Unlimited unlimited -> 0; // the column's filler; never read under this kind
            case DeviceLimit.AtMost most -> most.devices();
        };
        Query.on(connection, sql).with(tenant.value(), kind, devices).update();
    }

    private static DeviceUsage usage(ResultSet row) throws SQLException {
        String kind = row.getString("limit_kind");
        DeviceLimit limit = switch (kind) {
            case "unlimited" -> DeviceLimit.unlimited();
            case "at_most" -> DeviceLimit.atMost(row.getInt("limit_devices"));
            default -> throw new IllegalStateException("a quota of unknown kind: " + kind);
        };
        return new DeviceUsage(limit, row.getInt("accepted_devices"));
    }
}
