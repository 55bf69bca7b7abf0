package io.holdfast.rollout;

import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import io.holdfast.wire.mender.DeploymentStatus;
import java.sql.Connection;
import java.util.List;

/** Ends targets that are still open, for a reason that no device reported. */
final class OpenTargets {
    private OpenTargets() {}

    // In the order of the key, as the intake locks them: two writers then wait for each other instead of for ever.
    private static final String END_OF_DEPLOYMENT = """
            with open as (
                select device_id, status, stalled
                from deployment_device
                where tenant_id = ? and deployment_id = ? and not finished
                order by device_id
                for update
            ),
            moved as (
                update deployment_device d
                set status = 'aborted', rank = 100, finished = true, stalled = false, finished_at = now(), received_at = now()
                from open o
                where d.tenant_id = ? and d.deployment_id = ? and d.device_id = o.device_id
                returning d.tenant_id, d.deployment_id, o.status as was, d.status as became,
                          o.stalled as was_stalled, d.stalled
            ),
            """ + TargetCounts.COUNT_MOVED + """
            select count(*) as devices from moved
            """;

    /** All open targets of a deployment are aborted. */
    static void abort(Connection connection, DeploymentRef deployment) {
        Object[] key = {deployment.tenant().value(), deployment.deployment().value()};
        Query.on(connection, END_OF_DEPLOYMENT).with(key).with(key).list(row -> row.getLong("devices"));
    }

    private static final String END_OF_DEVICE = """
            with open as (
                select deployment_id, status, stalled
                from deployment_device
                where tenant_id = ? and device_id = ? and not finished
                order by deployment_id
                for update
            ),
            moved as (
                update deployment_device d
                set status = ?, rank = ?, finished = true, stalled = false, finished_at = now(), received_at = now()
                from open o
                where d.tenant_id = ? and d.device_id = ? and d.deployment_id = o.deployment_id
                returning d.tenant_id, d.deployment_id, o.status as was, d.status as became,
                          o.stalled as was_stalled, d.stalled
            ),
            """ + TargetCounts.COUNT_MOVED + """
            select deployment_id from moved order by deployment_id
            """;

    /** Whatever a device still has to do ends so; the deployments it was a target of. */
    static List<DeploymentRef> end(Connection connection, DeviceRef device, DeploymentStatus status) {
        Object[] key = {device.tenant().value(), device.device().value()};
        return Query.on(connection, END_OF_DEVICE)
                .with(key)
                .with(status.wireName(), status.rank())
                .with(key)
                .list(row -> new DeploymentRef(device.tenant(), new DeploymentId(Query.uuid(row, "deployment_id"))));
    }
}
