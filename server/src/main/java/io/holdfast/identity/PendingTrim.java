package io.holdfast.identity;

import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.database.Transactions;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the oldest pending devices of a tenant go when there are too many. They may simply ask again. */
final class PendingTrim {
    private static final Logger log = LoggerFactory.getLogger(PendingTrim.class);
    private static final int AT_ONCE = 5_000;
    /** Tenants counted at a time; beyond that the counting begins anew. */
    private static final int TENANTS_MAX = 10_000;

    private final EnrolmentLimits limits;
    private final Map<TenantId, Integer> added = new HashMap<>();

    PendingTrim(EnrolmentLimits limits) {
        this.limits = limits;
    }

    /** So many devices were added. A failure changes nothing: the next thousand brings the next attempt. */
    void added(Connection connection, Map<TenantId, Integer> devices) {
        if (added.size() > TENANTS_MAX) {
            added.clear();
        }
        devices.forEach((tenant, count) -> {
            if (added.merge(tenant, count, Integer::sum) >= limits.trimEvery()) {
                added.remove(tenant);
                trim(connection, tenant);
            }
        });
    }

    private void trim(Connection connection, TenantId tenant) {
        try {
            int gone = new Transactions(() -> connection).write(transaction -> remove(transaction, tenant));
            if (gone > 0) {
                log.atWarn()
                        .addKeyValue("tenant", tenant)
                        .addKeyValue("devices", gone)
                        .log("the oldest pending devices were let go");
            }
        } catch (DatabaseException e) {
            log.atWarn().addKeyValue("tenant", tenant).setCause(e).log("pending devices were not counted");
        }
    }

    private static final String OLDEST = """
            select d.device_id
            from (select tenant_id, device_id from device where tenant_id = ? and standing = 'pending'
                  order by created_at desc, device_id desc offset ? limit ?) s
            join device d on d.tenant_id = s.tenant_id and d.device_id = s.device_id
            where d.standing = 'pending'
            order by d.device_id
            for update of d skip locked
            """;

    private static final String REMOVE_KEYS = """
            delete from auth_set where tenant_id = ? and device_id = any (?)
            """;

    private static final String REMOVE_DEVICES = """
            delete from device where tenant_id = ? and device_id = any (?)
            """;

    private int remove(Connection connection, TenantId tenant) {
        List<UUID> oldest = Query.on(connection, OLDEST)
                .with(tenant.value(), limits.pendingDevices(), AT_ONCE)
                .list(row -> Query.uuid(row, "device_id"));
        if (oldest.isEmpty()) {
            return 0;
        }
        UUID[] ids = oldest.toArray(UUID[]::new);
        Query.on(connection, REMOVE_KEYS).with(tenant.value(), ids).update();
        return Query.on(connection, REMOVE_DEVICES).with(tenant.value(), ids).update();
    }
}
