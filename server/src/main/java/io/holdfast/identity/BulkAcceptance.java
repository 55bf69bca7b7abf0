package io.holdfast.identity;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.Change;
import io.holdfast.feed.Committed;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.DeviceQuota;
import io.holdfast.tenancy.HeldQuota;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;

/**
 * Lets in many waiting devices at once, the longest waiting first. Only devices that wait with exactly one key: where several keys
 * claim one identity, a person has to look. One transaction, an audit row for each device.
 */
public final class BulkAcceptance {
    /** What one transaction may change, so that the feed's head row is held briefly. */
    public static final int DEVICES_MAX = FleetTransaction.CHANGES_MAX;

    private final FleetTransactions transactions;
    private final DeviceQuota quotas;

    public BulkAcceptance(FleetTransactions transactions, DeviceQuota quotas) {
        this.transactions = transactions;
        this.quotas = quotas;
    }

    /**
     * What became of a bulk acceptance.
     *
     * @param accepted devices let in now
     * @param waiting devices that wait still, those with several keys included
     * @param limitReached whether more would have been let in, had the tenant's limit allowed
     */
    public record Outcome(int accepted, long waiting, boolean limitReached) {}

    /**
     * Accepts devices that wait.
     *
     * @param atMost 1 to {@link #DEVICES_MAX}
     */
    public Committed<Outcome> acceptWaiting(Caller caller, String requestId, int atMost) {
        if (atMost < 1 || atMost > DEVICES_MAX) {
            throw new IllegalArgumentException("1 to " + DEVICES_MAX + " devices at once, not " + atMost);
        }
        return transactions.write(transaction -> {
            Connection connection = transaction.connection();
            TenantId tenant = caller.tenant();
            HeldQuota quota = quotas.hold(connection, tenant);
            int slots = quota.grant(atMost);
            List<Waiting> chosen = slots == 0 ? List.of() : choose(connection, tenant, slots);
            accept(connection, tenant, chosen);
            quota.accepted(chosen.size());
            if (chosen.isEmpty()) {
                transaction.standsAlready();
            }
            chosen.forEach(one -> transaction.changed(new Change.DeviceChanged(tenant, new DeviceId(one.device()))));
            audit(connection, caller, requestId, chosen);
            long waiting = waiting(connection, tenant);
            boolean limitReached = slots < atMost && waiting > 0;
            return new Outcome(chosen.size(), waiting, limitReached);
        });
    }

    /** A device and the one key it waits with. */
    private record Waiting(UUID device, UUID set) {}

    private static final String LOCK_WAITING = """
            select d.device_id
            from device d
            where d.tenant_id = ? and d.device_id = any (?) and d.standing = 'pending'
            order by d.device_id
            for update
            """;

    private static final String LONGEST_WAITING = """
            select d.device_id
            from device d
            where d.tenant_id = ? and d.standing = 'pending'
              and (select count(*)
                   from auth_set s
                   where s.tenant_id = d.tenant_id and s.device_id = d.device_id and s.standing = 'pending') = 1
            order by d.created_at, d.device_id
            limit ?
            """;

    private static final String ONLY_KEYS = """
            select s.device_id, min(s.auth_set_id::text)::uuid as auth_set_id
            from auth_set s
            where s.tenant_id = ? and s.device_id = any (?) and s.standing = 'pending'
            group by s.device_id
            having count(*) = 1
            order by s.device_id
            """;

    /** Chosen by age, locked by id: the order in which everybody locks devices. */
    private static List<Waiting> choose(Connection connection, TenantId tenant, int slots) {
        UUID[] oldest = ids(Query.on(connection, LONGEST_WAITING)
                .with(tenant.value(), slots)
                .list(row -> Query.uuid(row, "device_id")));
        UUID[] locked = ids(Query.on(connection, LOCK_WAITING)
                .with(tenant.value(), oldest)
                .list(row -> Query.uuid(row, "device_id")));
        return Query.on(connection, ONLY_KEYS)
                .with(tenant.value(), locked)
                .list(row -> new Waiting(Query.uuid(row, "device_id"), Query.uuid(row, "auth_set_id")));
    }

    private static final String ACCEPT_KEYS = """
            update auth_set
            set standing = 'accepted'
            where tenant_id = ? and auth_set_id = any (?)
            """;

    private static final String ACCEPT_DEVICES = """
            update device
            set standing = 'accepted', updated_at = now()
            where tenant_id = ? and device_id = any (?)
            """;

    private static void accept(Connection connection, TenantId tenant, List<Waiting> chosen) {
        Query.on(connection, ACCEPT_KEYS)
                .with(tenant.value(), ids(chosen.stream().map(Waiting::set).toList()))
                .update();
        Query.on(connection, ACCEPT_DEVICES)
                .with(tenant.value(), ids(chosen.stream().map(Waiting::device).toList()))
                .update();
    }

    private static void audit(Connection connection, Caller caller, String requestId, List<Waiting> chosen) {
        List<AuditTrail.Deed> deeds = chosen.stream()
                .map(one -> new AuditTrail.Deed(
                        one.device().toString(),
                        Json.text(Json.object().put("auth_set", one.set().toString()))))
                .toList();
        AuditTrail.manyByCaller(connection, caller, requestId, "device.accept", "device", deeds);
    }

    private static final String WAITING = """
            select count(*) as waiting
            from device
            where tenant_id = ? and standing = 'pending'
            """;

    private static long waiting(Connection connection, TenantId tenant) {
        return Query.on(connection, WAITING)
                .with(tenant.value())
                .first(row -> row.getLong("waiting"))
                .orElseThrow(() -> new IllegalStateException("a count without a row"));
    }

    private static UUID[] ids(List<UUID> list) {
        return list.toArray(UUID[]::new);
    }
}
