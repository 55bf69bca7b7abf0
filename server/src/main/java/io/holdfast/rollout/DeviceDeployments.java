package io.holdfast.rollout;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.Change;
import io.holdfast.feed.Committed;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import io.holdfast.wire.mender.DeploymentStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/** What a person decides about the deployments of one device. */
public final class DeviceDeployments {
    private final FleetTransactions transactions;
    private final Consumer<DeploymentRef> targetFinished;

    /** What to tell of each deployment of which a target finished; losing it costs time only. */
    public DeviceDeployments(FleetTransactions transactions, Consumer<DeploymentRef> targetFinished) {
        this.transactions = transactions;
        this.targetFinished = targetFinished;
    }

    /**
     * Aborts whatever the device still has to do; the deployments go on without it. What it reports of them is answered 409.
     *
     * @return the deployments that it leaves
     */
    public Committed<List<DeploymentRef>> abort(Caller caller, String requestId, DeviceId device) {
        DeviceRef ref = new DeviceRef(caller.tenant(), device);
        Committed<List<DeploymentRef>> ended = transactions.write(tx -> {
            List<DeploymentRef> left = OpenTargets.end(tx.connection(), ref, DeploymentStatus.ABORTED);
            if (!left.isEmpty()) {
                AuditTrail.byCaller(
                        tx.connection(),
                        caller,
                        requestId,
                        "deployment.abort-device",
                        "device",
                        device.toString(),
                        "{}");
                tx.changed(new Change.DeviceChanged(caller.tenant(), device));
            }
            return left;
        });
        ended.value().forEach(targetFinished);
        return ended;
    }

    // Before any target, as an abort takes them; a deployment that is found active here cannot end meanwhile.
    private static final String HOLD_DEPLOYMENTS = """
            select p.deployment_id
            from deployment p
            join deployment_device d on d.tenant_id = p.tenant_id and d.deployment_id = p.deployment_id
            where p.tenant_id = ? and d.device_id = ? and d.finished and p.standing = 'active'
            order by p.deployment_id
            for share of p
            """;

    private static final String FORGET = """
            with done as (
                select d.deployment_id, d.status,
                       p.standing = 'active' and d.status <> 'decommissioned' as again
                from deployment_device d
                join deployment p on p.tenant_id = d.tenant_id and p.deployment_id = d.deployment_id
                where d.tenant_id = ? and d.device_id = ? and d.finished and not d.forgotten
                order by d.deployment_id
                for update of d
            ),
            moved as (
                update deployment_device d
                set status           = case when o.again then 'pending' else d.status end,
                    rank             = case when o.again then 0 else d.rank end,
                    finished         = not o.again,
                    forgotten        = not o.again,
                    substate         = case when o.again then '' else d.substate end,
                    attempts         = case when o.again then 0 else d.attempts end,
                    installed_anyway = d.installed_anyway and not o.again,
                    has_log          = d.has_log and not o.again,
                    started_at       = case when o.again then null else d.started_at end,
                    finished_at      = case when o.again then null else d.finished_at end,
                    received_at      = case when o.again then now() else d.received_at end
                from done o
                where d.tenant_id = ? and d.device_id = ? and d.deployment_id = o.deployment_id
                returning d.tenant_id, d.deployment_id, o.status as was, d.status as became,
                          d.stalled as was_stalled, d.stalled
            ),
            """ + TargetCounts.COUNT_MOVED + """
            select deployment_id, was <> became as again from moved
            """;

    /**
     * Clears the device's history: its ended deployments are shown for it no more, and those that are still active begin anew
     * with it.
     */
    public Committed<Integer> forget(Caller caller, String requestId, DeviceId device) {
        Committed<List<Forgotten>> forgotten = transactions.write(tx -> {
            Object[] key = {caller.tenant().value(), device.value()};
            Query.on(tx.connection(), HOLD_DEPLOYMENTS).with(key).list(row -> true);
            List<Forgotten> cleared =
                    Query.on(tx.connection(), FORGET).with(key).with(key).list(row -> Forgotten.read(row, caller));
            if (!cleared.isEmpty()) {
                AuditTrail.byCaller(
                        tx.connection(),
                        caller,
                        requestId,
                        "deployment.forget-history",
                        "device",
                        device.toString(),
                        "{}");
            }
            if (cleared.stream().anyMatch(Forgotten::again)) {
                tx.changed(new Change.DeviceChanged(caller.tenant(), device));
            }
            return cleared;
        });
        // A failure that is forgotten may have been the one too many.
        forgotten.value().stream().filter(Forgotten::again).forEach(each -> targetFinished.accept(each.deployment()));
        return new Committed<>(forgotten.value().size(), forgotten.seq());
    }

    private record Forgotten(DeploymentRef deployment, boolean again) {
        static Forgotten read(ResultSet row, Caller caller) throws SQLException {
            DeploymentId id = new DeploymentId(Query.uuid(row, "deployment_id"));
            return new Forgotten(new DeploymentRef(caller.tenant(), id), row.getBoolean("again"));
        }
    }
}
