package io.holdfast.tenancy;

import io.holdfast.platform.database.Query;
import java.sql.Connection;

/**
 * A tenant's quota row, locked by the caller's transaction. Ask what fits, make the transitions, then say how many there
 * were: the count follows rows that changed, never intentions.
 */
public final class HeldQuota {
    private final Connection connection;
    private final TenantId tenant;
    private final DeviceLimit limit;
    private int accepted;

    HeldQuota(Connection connection, TenantId tenant, DeviceUsage usage) {
        this.connection = connection;
        this.tenant = tenant;
        this.limit = usage.limit();
        this.accepted = usage.accepted();
    }

    public DeviceLimit limit() {
        return limit;
    }

    /** How many of so many devices may be accepted now. */
    public int grant(int wanted) {
        return limit.grant(wanted, accepted);
    }

    /** So many devices were accepted: rows that a transition returned. */
    public void accepted(int devices) {
        add(devices);
    }

    /** So many devices are accepted no more: rows that a transition returned. */
    public void givenBack(int devices) {
        add(-devices);
    }

    private static final String ADD = """
            update tenant_quota
            set accepted_devices = accepted_devices + ?
            where tenant_id = ?
            """;

    private void add(int devices) {
        if (devices != 0) {
            Query.on(connection, ADD).with(devices, tenant.value()).update();
            accepted += devices;
        }
    }
}
