package io.holdfast.rollout;

import io.holdfast.feed.Change;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.util.List;

/** Finishes a deployment when its last open target has. Safe to ask at any time and by any node: only facts decide. */
public final class DeploymentCompletion {
    private static final int OPEN_MAX = 1_000;

    private final FleetTransactions transactions;

    public DeploymentCompletion(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    private static final String COMPLETE = """
            update deployment p
            set standing = 'finished', finished_at = now()
            where p.tenant_id = ? and p.deployment_id = ? and p.standing = 'active'
                and not exists (
                    select 1 from deployment_device d
                    where d.tenant_id = p.tenant_id and d.deployment_id = p.deployment_id and not d.finished)
            """;

    /** Whether the deployment was finished by this call. */
    public boolean complete(DeploymentRef deployment) {
        TenantId tenant = deployment.tenant();
        return transactions
                .write(tx -> {
                    int finished = Query.on(tx.connection(), COMPLETE)
                            .with(tenant.value(), deployment.deployment().value())
                            .update();
                    if (finished > 0) {
                        tx.changed(new Change.DeploymentChanged(tenant, deployment.deployment()));
                    }
                    return finished > 0;
                })
                .value();
    }

    private static final String COMPLETABLE = """
            select p.tenant_id, p.deployment_id
            from deployment p
            where p.standing = 'active'
                and not exists (
                    select 1 from deployment_device d
                    where d.tenant_id = p.tenant_id and d.deployment_id = p.deployment_id and not d.finished)
            limit ?
            """;

    /** Deployments whose last target finished while nobody looked, for the start of a node. */
    List<DeploymentRef> completable() {
        return transactions.read(connection -> Query.on(connection, COMPLETABLE)
                .with(OPEN_MAX)
                .list(row -> new DeploymentRef(
                        new TenantId(Query.uuid(row, "tenant_id")),
                        new DeploymentId(Query.uuid(row, "deployment_id")))));
    }
}
