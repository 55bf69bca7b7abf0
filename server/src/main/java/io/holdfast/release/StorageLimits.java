package io.holdfast.release;

import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.tenancy.TenantId;

/** How much tenants may store, for people to look at and to set. */
public final class StorageLimits {
    private final FleetTransactions transactions;
    private final StorageQuota quota = new StorageQuota(StorageLimit.unlimited());

    public StorageLimits(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    /** A tenant's limit and how much of it is used. */
    public StorageUsage of(TenantId tenant) {
        return transactions.read(connection -> quota.usage(connection, tenant));
    }

    /** Sets a tenant's limit, by the person at the command line. Artifacts beyond a lowered limit stay. */
    public void set(TenantId tenant, StorageLimit limit) {
        transactions.write(tx -> {
            quota.set(tx.connection(), tenant, limit);
            AuditTrail.byOperator(tx.connection(), tenant, "tenant.set-storage-limit", "tenant", tenant.toString());
            return true;
        });
    }
}
