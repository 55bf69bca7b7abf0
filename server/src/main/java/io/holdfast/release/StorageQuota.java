package io.holdfast.release;

import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The one place that knows what an absent storage row means: the limit that new tenants have. The row is the first lock of every
 * transaction that reserves room, or puts an artifact or a signing key on record or takes it off; what is used is counted under it.
 */
final class StorageQuota {
    private final StorageLimit limitOfNewTenants;

    StorageQuota(StorageLimit limitOfNewTenants) {
        this.limitOfNewTenants = limitOfNewTenants;
    }

    private static final String READ = """
            select limit_kind, limit_bytes from tenant_storage where tenant_id = ?
            """;

    StorageLimit limit(Connection connection, TenantId tenant) {
        return Query.on(connection, READ)
                .with(tenant.value())
                .first(StorageQuota::read)
                .orElse(limitOfNewTenants);
    }

    /** Limit and use, without a lock. */
    StorageUsage usage(Connection connection, TenantId tenant) {
        return used(connection, tenant, limit(connection, tenant), NOBODY);
    }

    private static final String HOLD = """
            select limit_kind, limit_bytes from tenant_storage where tenant_id = ? for update
            """;

    private static final String INSERT = """
            insert into tenant_storage (tenant_id, limit_kind, limit_bytes) values (?, ?, ?)
            on conflict (tenant_id) do nothing
            """;

    /** Locks the tenant's row until the transaction ends, making it first when there is none. */
    StorageLimit hold(Connection connection, TenantId tenant) {
        return Query.on(connection, HOLD)
                .with(tenant.value())
                .first(StorageQuota::read)
                .or(() -> {
                    write(connection, INSERT, tenant, limitOfNewTenants);
                    return Query.on(connection, HOLD).with(tenant.value()).first(StorageQuota::read);
                })
                .orElseThrow(() -> new IllegalStateException("the storage row was just made"));
    }

    private static final UUID NOBODY = new UUID(0, 0);

    private static final String USED = """
            select (select coalesce(sum(a.size_bytes), 0) from artifact a where a.tenant_id = ?) as stored,
                   (select coalesce(sum(r.bytes), 0) from storage_reservation r
                     where r.tenant_id = ? and r.reservation_id <> ? and r.expires_at > now()) as reserved
            """;

    /** What is used, {@code mine} not counted. Exact while the row is held. */
    StorageUsage used(Connection connection, TenantId tenant, StorageLimit limit, UUID mine) {
        return Query.on(connection, USED)
                .with(tenant.value(), tenant.value(), mine)
                .first(row -> new StorageUsage(limit, row.getLong("stored"), row.getLong("reserved")))
                .orElseThrow(() -> new IllegalStateException("a sum has a row"));
    }

    private static final String SET = """
            insert into tenant_storage (tenant_id, limit_kind, limit_bytes) values (?, ?, ?)
            on conflict (tenant_id) do update set limit_kind = excluded.limit_kind, limit_bytes = excluded.limit_bytes
            """;

    void set(Connection connection, TenantId tenant, StorageLimit limit) {
        write(connection, SET, tenant, limit);
    }

    private static void write(Connection connection, String sql, TenantId tenant, StorageLimit limit) {
        String kind = switch (limit) {
            case StorageLimit.Unlimited unlimited -> "unlimited";
            case StorageLimit.AtMost most -> "at_most";
        };
        long bytes = switch (limit) {
            case StorageLimit.Unlimited unlimited -> 0; // the column's filler; never read under this kind
            case StorageLimit.AtMost most -> most.bytes();
        };
        Query.on(connection, sql).with(tenant.value(), kind, bytes).update();
    }

    private static StorageLimit read(ResultSet row) throws SQLException {
        String kind = row.getString("limit_kind");
        return switch (kind) {
            case "unlimited" -> StorageLimit.unlimited();
            case "at_most" -> StorageLimit.atMost(row.getLong("limit_bytes"));
            default -> throw new IllegalStateException("a storage limit of unknown kind: " + kind);
        };
    }
}
