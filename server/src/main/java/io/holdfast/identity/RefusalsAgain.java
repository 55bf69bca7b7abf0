package io.holdfast.identity;

import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Repeats what was refused in a history that the database no longer has: a device decommissioned after the moment to which the
 * database was restored stays decommissioned, one whose acceptance was withdrawn stays out.
 */
public final class RefusalsAgain {
    /** Ids of one look: about 8 KB of parameters. */
    public static final int IDS_MAX = 500;

    private final FleetTransactions transactions;
    private final Acceptance acceptance;

    public RefusalsAgain(FleetTransactions transactions, Acceptance acceptance) {
        this.transactions = transactions;
        this.acceptance = acceptance;
    }

    private static final String NOT_BURIED = """
            select r.device_id
            from unnest(?::uuid[]) as r (device_id)
            where not exists (
                select 1 from device_tombstone t where t.tenant_id = ? and t.device_id = r.device_id)
            order by r.device_id
            """;

    /** Decommissions those again that the database does not know to be; how many. At most {@link #IDS_MAX} at a time. */
    public int decommission(TenantId tenant, Collection<DeviceId> devices) {
        List<DeviceId> lost = transactions.read(connection -> Query.on(connection, NOT_BURIED)
                .with(ids(devices), tenant.value())
                .list(row -> new DeviceId(Query.uuid(row, "device_id"))));
        lost.forEach(device -> acceptance.decommissionAgain(new DeviceRef(tenant, device)));
        return lost.size();
    }

    private static final String STILL_LET_IN = """
            select device_id
            from device
            where tenant_id = ? and device_id = any(?) and standing in ('accepted', 'preauthorized')
              and updated_at < coalesce(
                  (select c.committed_at from feed_commit c where c.seq > ? order by c.seq limit 1), 'infinity')
            order by device_id
            """;

    /** Withdraws the acceptance of those whom nobody let in since; how many. At most {@link #IDS_MAX} at a time. */
    public int withdraw(TenantId tenant, Collection<DeviceId> devices, long lostSeq) {
        List<DeviceId> accepted = transactions.read(connection -> Query.on(connection, STILL_LET_IN)
                .with(tenant.value(), ids(devices), lostSeq)
                .list(row -> new DeviceId(Query.uuid(row, "device_id"))));
        accepted.forEach(device -> acceptance.withdrawAgain(new DeviceRef(tenant, device)));
        return accepted.size();
    }

    private static UUID[] ids(Collection<DeviceId> devices) {
        return devices.stream().map(DeviceId::value).toArray(UUID[]::new);
    }
}
