package io.holdfast.rollout;

import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;

/**
 * How many targets of a deployment have which status. Changed only by rows that a transition returned, in its transaction and
 * after its targets were locked; so each target is counted once whatever is repeated, replayed or late.
 *
 * <p>A count is spread over stripes by connection: batches of several lanes and nodes add to different rows of one deployment and
 * do not queue on each other. Rows are taken in the order of their key.
 */
final class TargetCounts {
    /** Counted beside the statuses: targets that began, did not end and are not heard of. No status has this name. */
    static final String STALLED = "stalled";

    private TargetCounts() {}

    /**
     * The end of a statement's {@code with}: {@code counted} adds up {@code moved (tenant_id, deployment_id, was, became,
     * was_stalled, stalled)}. Whatever must be locked later asks for {@code counted} first.
     */
    static final String COUNT_MOVED = """
            delta as (
                select tenant_id, deployment_id, counted, sum(change) as devices
                from (
                    select tenant_id, deployment_id, was as counted, -1 as change from moved where was <> became
                    union all
                    select tenant_id, deployment_id, became, 1 from moved where was <> became
                    union all
                    select tenant_id, deployment_id, 'stalled', case when stalled then 1 else -1 end
                    from moved where was_stalled <> stalled
                ) change
                group by tenant_id, deployment_id, counted
                having sum(change) <> 0
            ),
            counted as (
                insert into deployment_count (tenant_id, deployment_id, counted, stripe, devices)
                select tenant_id, deployment_id, counted, pg_backend_pid() % 16, devices
                from delta
                order by tenant_id, deployment_id, counted
                on conflict (tenant_id, deployment_id, counted, stripe) do update
                set devices = deployment_count.devices + excluded.devices
                returning devices
            )
            """;

    private static final String BEGIN = """
            insert into deployment_count (tenant_id, deployment_id, counted, stripe, devices) values (?, ?, 'pending', 0, ?)
            """;

    /** A new deployment's targets, of which none has begun. */
    static void begin(Connection connection, TenantId tenant, DeploymentId deployment, int targets) {
        Query.on(connection, BEGIN)
                .with(tenant.value(), deployment.value(), targets)
                .update();
    }
}
