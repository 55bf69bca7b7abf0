package io.holdfast.rollout;

import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/**
 * Marks the targets that began an update and are not heard of: they are neither done nor failed, and nobody would ever look. The
 * mark goes with the next report. A device that waits for leave is waited for, and one that has not begun is only away.
 *
 * <p>Walks through the open targets a page at a time, so that nobody who reads a deployment has to; what reads is a count.
 */
public final class StalledTargets {
    /** As long as a download link lives: within a day even a slow device says something. */
    public static final Duration QUIET_MAX = Duration.ofHours(24);

    /** Rows of one look: about 20 ms. */
    private static final int PAGE = 5_000;

    private static final UUID FIRST = new UUID(0, 0);

    private final Deque<DeploymentRef> waiting = new ArrayDeque<>();
    private final long quietSeconds;
    private UUID after = FIRST;

    public StalledTargets(Duration quietMax) {
        this.quietSeconds = quietMax.toSeconds();
    }

    private static final String ACTIVE = """
            select tenant_id, deployment_id from deployment
            where standing = 'active' order by created_at limit 100000
            """;

    private static final String OPEN = """
            select device_id,
                   not stalled and started_at is not null and status not like 'pause%'
                       and received_at < now() - ? * interval '1 second' as overdue
            from deployment_device
            where tenant_id = ? and deployment_id = ? and not finished and device_id > ?
            order by device_id limit ?
            """;

    // What reported meanwhile is no longer overdue: the row decides under its lock.
    private static final String MARK = """
            with overdue as (
                select device_id
                from deployment_device
                where tenant_id = ? and deployment_id = ? and device_id = any(?)
                    and not finished and not stalled and received_at < now() - ? * interval '1 second'
                order by device_id
                for update
            ),
            moved as (
                update deployment_device d
                set stalled = true
                from overdue o
                where d.tenant_id = ? and d.deployment_id = ? and d.device_id = o.device_id
                returning d.tenant_id, d.deployment_id, d.status as was, d.status as became,
                          false as was_stalled, d.stalled
            ),
            """ + TargetCounts.COUNT_MOVED + """
            select count(*) as devices from moved
            """;

    private record Open(DeviceId device, boolean overdue) {}

    /**
     * Looks at one more page, one deployment after the other; an empty list of deployments begins a new walk.
     *
     * @return whether this walk has more pages
     */
    public boolean step(Connection connection) {
        if (waiting.isEmpty()) {
            Query.on(connection, ACTIVE)
                    .list(row -> waiting.add(new DeploymentRef(
                            new TenantId(Query.uuid(row, "tenant_id")),
                            new DeploymentId(Query.uuid(row, "deployment_id")))));
            if (waiting.isEmpty()) {
                return false;
            }
        }
        DeploymentRef deployment = waiting.element();
        UUID tenant = deployment.tenant().value();
        UUID id = deployment.deployment().value();
        List<Open> page = Query.on(connection, OPEN)
                .with(quietSeconds, tenant, id, after, PAGE)
                .list(row -> new Open(new DeviceId(Query.uuid(row, "device_id")), row.getBoolean("overdue")));
        UUID[] overdue = page.stream()
                .filter(Open::overdue)
                .map(open -> open.device().value())
                .toArray(UUID[]::new);
        if (overdue.length > 0) {
            Query.on(connection, MARK)
                    .with(tenant, id, overdue, quietSeconds, tenant, id)
                    .list(row -> row.getLong("devices"));
        }
        if (page.size() < PAGE) {
            waiting.remove();
            after = FIRST;
        } else {
            after = page.getLast().device().value();
        }
        return !waiting.isEmpty();
    }
}
