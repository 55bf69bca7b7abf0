package io.holdfast.rollout;

import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the counts of deployments against their rows and puts right what differs. Both are read in one snapshot, and the difference
 * is added, so it is right whatever moves meanwhile. A difference is left by nodes of a version that does not count; any other is a
 * fault, and said.
 */
public final class CountRepair {
    private static final Logger log = LoggerFactory.getLogger(CountRepair.class);

    /** Looked at in one round; a pass over 300,000 rows takes 0.4 s. */
    private static final int ROUND_MAX = 10;

    private final Deque<DeploymentRef> waiting = new ArrayDeque<>();

    private static final String REPAIR = """
            with truth as (
                select status as counted, count(*) as devices
                from deployment_device where tenant_id = ? and deployment_id = ? group by status
                union all
                select 'stalled', count(*) from deployment_device where tenant_id = ? and deployment_id = ? and stalled
            ),
            told as (
                select counted, sum(devices) as devices
                from deployment_count where tenant_id = ? and deployment_id = ? group by counted
            ),
            delta as (
                select coalesce(truth.counted, told.counted) as counted,
                       coalesce(truth.devices, 0) - coalesce(told.devices, 0) as devices
                from truth full join told on told.counted = truth.counted
            )
            insert into deployment_count (tenant_id, deployment_id, counted, stripe, devices)
            select ?, ?, counted, 0, devices from delta where devices <> 0 order by counted
            on conflict (tenant_id, deployment_id, counted, stripe) do update
            set devices = deployment_count.devices + excluded.devices
            returning counted, devices
            """;

    /** Corrects one deployment's counts; what of them was wrong. */
    public static List<String> repair(Connection connection, DeploymentRef deployment) {
        Object[] key = {deployment.tenant().value(), deployment.deployment().value()};
        return Query.on(connection, REPAIR)
                .with(key)
                .with(key)
                .with(key)
                .with(key)
                .list(row -> row.getString("counted"));
    }

    private static final String CURRENT = """
            select tenant_id, deployment_id from deployment
            where standing = 'active' or finished_at > now() - interval '1 day'
            order by created_at desc limit 10000
            """;

    /**
     * Looks at some more deployments, in turn.
     *
     * @return never: one step a round is enough
     */
    public boolean step(Connection connection) {
        if (waiting.isEmpty()) {
            Query.on(connection, CURRENT)
                    .list(row -> waiting.add(new DeploymentRef(
                            new TenantId(Query.uuid(row, "tenant_id")),
                            new DeploymentId(Query.uuid(row, "deployment_id")))));
        }
        for (int i = 0; i < ROUND_MAX && !waiting.isEmpty(); i++) {
            DeploymentRef deployment = waiting.remove();
            List<String> wrong = repair(connection, deployment);
            if (!wrong.isEmpty()) {
                log.atWarn()
                        .addKeyValue("tenant", deployment.tenant())
                        .addKeyValue("deployment", deployment.deployment())
                        .addKeyValue("counted", String.join(",", wrong))
                        .log("counts of a deployment were wrong and were corrected");
            }
        }
        return false;
    }
}
