package io.holdfast.tenancy;

import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.Change;
import io.holdfast.feed.FleetTransactions;

/** The limits of tenants, for people to look at and to set. */
public final class DeviceLimits {
    private final FleetTransactions transactions;
    private final DeviceQuota quotas;

    public DeviceLimits(FleetTransactions transactions, DeviceQuota quotas) {
        this.transactions = transactions;
        this.quotas = quotas;
    }

    /** A tenant's limit and how much of it is used. */
    public DeviceUsage of(TenantId tenant) {
        return transactions.read(connection -> quotas.read(connection, tenant));
    }

    /** Sets a tenant's limit, by the person at the command line. Devices beyond a lowered limit stay accepted. */
    public void set(TenantId tenant, DeviceLimit limit) {
        transactions.write(transaction -> {
            quotas.setLimit(transaction.connection(), tenant, limit);
            transaction.changed(new Change.TenantChanged(tenant));
            AuditTrail.byOperator(
                    transaction.connection(), tenant, "tenant.set-device-limit", "tenant", tenant.toString());
            return true;
        });
    }
}
