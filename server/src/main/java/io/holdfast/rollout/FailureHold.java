package io.holdfast.rollout;

import io.holdfast.feed.Change;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.util.List;
import java.util.Optional;

/**
 * Holds a deployment whose failures have reached its limit, for all nodes; each node stops by itself before it hears of that. Safe to
 * ask at any time and by any node: only facts decide.
 */
public final class FailureHold {
    private static final int OPEN_MAX = 1_000;

    private final FleetTransactions transactions;

    public FailureHold(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    /** What a look at a deployment changed. */
    public enum Review {
        UNCHANGED,
        HELD,
        RELEASED
    }

    private static final String REVIEW = """
            update deployment p
            set held = not p.held
            where p.tenant_id = ? and p.deployment_id = ? and p.standing = 'active' and p.failure_limit_kind = 'hold_after'
                and p.held <> (p.failure_limit <= (
                    select coalesce(sum(c.devices), 0) from deployment_count c
                    where c.tenant_id = p.tenant_id and c.deployment_id = p.deployment_id and c.counted = 'failure'))
            returning p.held
            """;

    /** Compares the deployment's failures with its limit. */
    public Review review(DeploymentRef deployment) {
        TenantId tenant = deployment.tenant();
        return transactions
                .write(tx -> {
                    Optional<Boolean> held = Query.on(tx.connection(), REVIEW)
                            .with(tenant.value(), deployment.deployment().value())
                            .first(row -> row.getBoolean("held"));
                    held.ifPresent(
                            ignored -> tx.changed(new Change.DeploymentChanged(tenant, deployment.deployment())));
                    return held.map(now -> now ? Review.HELD : Review.RELEASED).orElse(Review.UNCHANGED);
                })
                .value();
    }

    private static final String OVERDUE = """
            select p.tenant_id, p.deployment_id
            from deployment p
            where p.standing = 'active' and p.failure_limit_kind = 'hold_after'
                and p.held <> (p.failure_limit <= (
                    select coalesce(sum(c.devices), 0) from deployment_count c
                    where c.tenant_id = p.tenant_id and c.deployment_id = p.deployment_id and c.counted = 'failure'))
            limit ?
            """;

    /** Deployments whose failures reached their limit while nobody looked, for the start of a node. */
    List<DeploymentRef> overdue() {
        return transactions.read(connection -> Query.on(connection, OVERDUE)
                .with(OPEN_MAX)
                .list(row -> new DeploymentRef(
                        new TenantId(Query.uuid(row, "tenant_id")),
                        new DeploymentId(Query.uuid(row, "deployment_id")))));
    }
}
