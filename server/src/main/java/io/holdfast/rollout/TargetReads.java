package io.holdfast.rollout;

import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.DeploymentStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What people want to know of the devices in a deployment, and of the deployments of a device. */
public final class TargetReads {
    private final FleetTransactions transactions;

    public TargetReads(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    private static final String PROGRESS = """
            select deployment_id, device_id, status, substate, installed_anyway, stalled, attempts, has_log,
                   created_at, started_at, finished_at
            from deployment_device
            """;

    private static final String OF_DEPLOYMENT = PROGRESS + """
            where tenant_id = ? and deployment_id = ? and (cardinality(?::text[]) = 0 or status = any(?))
                and (stalled or not ?::boolean)
            order by device_id limit ? offset ?
            """;

    /** The targets of one deployment, those with one of the statuses where any are named. */
    public List<DeviceProgress> devices(
            TenantId tenant, DeploymentId id, Set<DeploymentStatus> statuses, int limit, int offset) {
        return devices(tenant, id, new TargetFilter(statuses, false), limit, offset);
    }

    /** The targets of one deployment that the filter lets through. */
    public List<DeviceProgress> devices(TenantId tenant, DeploymentId id, TargetFilter filter, int limit, int offset) {
        String[] names = names(filter.statuses());
        return transactions.read(connection -> Query.on(connection, OF_DEPLOYMENT)
                .with(tenant.value(), id.value(), names, names, filter.stalledOnly(), limit, offset)
                .list(TargetReads::progress));
    }

    private static final String IDS = """
            select device_id from deployment_device where tenant_id = ? and deployment_id = ? order by device_id limit ?
            """;

    /** Who the targets of a deployment are. */
    public List<DeviceId> ids(TenantId tenant, DeploymentId id, int limit) {
        return transactions.read(connection -> Query.on(connection, IDS)
                .with(tenant.value(), id.value(), limit)
                .list(row -> new DeviceId(Query.uuid(row, "device_id"))));
    }

    private static final String OF_DEVICE = PROGRESS + """
            where tenant_id = ? and device_id = ? and not forgotten and (cardinality(?::text[]) = 0 or status = any(?))
            order by created_at desc, deployment_id limit ? offset ?
            """;

    /** A device's deployments, newest first, those with one of the statuses where any are named. */
    public List<DeviceProgress> history(
            TenantId tenant, DeviceId device, Set<DeploymentStatus> statuses, int limit, int offset) {
        String[] names = names(statuses);
        return transactions.read(connection -> Query.on(connection, OF_DEVICE)
                .with(tenant.value(), device.value(), names, names, limit, offset)
                .list(TargetReads::progress));
    }

    private static final String COUNT_OF_DEVICE = """
            select count(*) as deployments from deployment_device
            where tenant_id = ? and device_id = ? and not forgotten and (cardinality(?::text[]) = 0 or status = any(?))
            """;

    /** How many deployments {@link #history} has in all. */
    public int historyCount(TenantId tenant, DeviceId device, Set<DeploymentStatus> statuses) {
        String[] names = names(statuses);
        return transactions.read(connection -> Query.on(connection, COUNT_OF_DEVICE)
                .with(tenant.value(), device.value(), names, names)
                .first(row -> row.getInt("deployments"))
                .orElse(0));
    }

    private static final String LOG = """
            select messages from deployment_log where tenant_id = ? and deployment_id = ? and device_id = ?
            """;

    /** What the device wrote while it failed. */
    public Optional<String> log(TenantId tenant, DeploymentId id, DeviceId device) {
        return transactions.read(connection -> Query.on(connection, LOG)
                .with(tenant.value(), id.value(), device.value())
                .first(row -> row.getString("messages")));
    }

    private static String[] names(Set<DeploymentStatus> statuses) {
        return statuses.stream().map(DeploymentStatus::wireName).toArray(String[]::new);
    }

    private static DeviceProgress progress(ResultSet row) throws SQLException {
        return new DeviceProgress(
                new DeploymentId(Query.uuid(row, "deployment_id")),
                new DeviceId(Query.uuid(row, "device_id")),
                row.getString("status"),
                row.getString("substate"),
                row.getBoolean("installed_anyway"),
                row.getBoolean("stalled"),
                row.getInt("attempts"),
                row.getBoolean("has_log"),
                Query.instant(row, "created_at"),
                Query.instantIfAny(row, "started_at"),
                Query.instantIfAny(row, "finished_at"));
    }
}
