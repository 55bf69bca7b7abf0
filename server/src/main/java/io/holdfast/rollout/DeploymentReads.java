package io.holdfast.rollout;

import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What people want to know of deployments. */
public final class DeploymentReads {
    private final FleetTransactions transactions;

    public DeploymentReads(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    /** Which deployments a list shows; empty means any. */
    public record Filter(Optional<DeploymentStanding> standing, String search) {
        public static final Filter NONE = new Filter(Optional.empty(), "");
    }

    /** How far one device got. */
    public record DeviceProgress(
            DeploymentId deployment,
            DeviceId device,
            String status,
            String substate,
            boolean installedAnyway,
            boolean hasLog,
            Instant created,
            Optional<Instant> started,
            Optional<Instant> finished) {}

    private static final String COLUMNS = """
            select d.deployment_id, d.name, d.artifact_name, d.all_devices, d.force_installation, d.standing, d.target_count,
                   d.created_at, d.finished_at,
                   array(select distinct a.artifact_id::text from deployment_artifact a
                         where a.tenant_id = d.tenant_id and a.deployment_id = d.deployment_id) as artifact_ids
            from deployment d
            """;

    private static final String LIST = COLUMNS + """
            where d.tenant_id = ? and (? = '' or d.standing = ?) and (? = '' or strpos(lower(d.name), lower(?)) > 0)
            order by d.created_at desc, d.deployment_id limit ? offset ?
            """;

    private static final String STATISTICS = """
            select deployment_id, status, count(*) as devices from deployment_device
            where tenant_id = ? and deployment_id = any(?) group by deployment_id, status
            """;

    /** Deployments, newest first. */
    public List<Deployment> list(TenantId tenant, Filter filter, int limit, int offset) {
        return transactions.read(connection -> {
            String standing =
                    filter.standing().map(DeploymentStanding::storedName).orElse("");
            List<Deployment> bare = Query.on(connection, LIST)
                    .with(tenant.value(), standing, standing, filter.search(), filter.search(), limit, offset)
                    .list(row -> read(row, Map.of()));
            return withStatistics(connection, tenant, bare);
        });
    }

    private static final String COUNT = """
            select count(*) as deployments from deployment d
            where d.tenant_id = ? and (? = '' or d.standing = ?) and (? = '' or strpos(lower(d.name), lower(?)) > 0)
            """;

    public int count(TenantId tenant, Filter filter) {
        String standing = filter.standing().map(DeploymentStanding::storedName).orElse("");
        return transactions.read(connection -> Query.on(connection, COUNT)
                .with(tenant.value(), standing, standing, filter.search(), filter.search())
                .first(row -> row.getInt("deployments"))
                .orElse(0));
    }

    private static final String ONE = COLUMNS + """
            where d.tenant_id = ? and d.deployment_id = ?
            """;

    public Optional<Deployment> find(TenantId tenant, DeploymentId id) {
        return transactions.read(connection -> {
            List<Deployment> bare =
                    Query.on(connection, ONE).with(tenant.value(), id.value()).list(row -> read(row, Map.of()));
            return withStatistics(connection, tenant, bare).stream().findFirst();
        });
    }

    private static List<Deployment> withStatistics(Connection connection, TenantId tenant, List<Deployment> bare) {
        Map<DeploymentId, Map<String, Integer>> counts = new HashMap<>();
        UUID[] ids = bare.stream().map(each -> each.id().value()).toArray(UUID[]::new);
        Query.on(connection, STATISTICS)
                .with(tenant.value(), ids)
                .list(row -> counts.computeIfAbsent(
                                new DeploymentId(Query.uuid(row, "deployment_id")), ignored -> new HashMap<>())
                        .put(row.getString("status"), row.getInt("devices")));
        return bare.stream()
                .map(each -> new Deployment(
                        each.id(),
                        each.name(),
                        each.artifactName(),
                        each.force(),
                        each.allDevices(),
                        each.standing(),
                        each.targetCount(),
                        each.created(),
                        each.finished(),
                        each.artifactIds(),
                        counts.getOrDefault(each.id(), Map.of())))
                .toList();
    }

    private static final String PROGRESS = """
            select deployment_id, device_id, status, substate, installed_anyway, has_log, created_at, started_at, finished_at
            from deployment_device
            """;

    private static final String OF_DEPLOYMENT = PROGRESS + """
            where tenant_id = ? and deployment_id = ? and (? = '' or status = ?)
            order by device_id limit ? offset ?
            """;

    /** The targets of one deployment, of one status when it is given. */
    public List<DeviceProgress> devices(
            TenantId tenant, DeploymentId id, Optional<String> status, int limit, int offset) {
        return transactions.read(connection -> Query.on(connection, OF_DEPLOYMENT)
                .with(tenant.value(), id.value(), status.orElse(""), status.orElse(""), limit, offset)
                .list(DeploymentReads::readProgress));
    }

    private static final String OF_DEVICE = PROGRESS + """
            where tenant_id = ? and device_id = ? order by created_at desc limit ? offset ?
            """;

    /** A device's deployments, newest first. */
    public List<DeviceProgress> history(TenantId tenant, DeviceId device, int limit, int offset) {
        return transactions.read(connection -> Query.on(connection, OF_DEVICE)
                .with(tenant.value(), device.value(), limit, offset)
                .list(DeploymentReads::readProgress));
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

    private static Deployment read(ResultSet row, Map<String, Integer> byStatus) throws SQLException {
        return new Deployment(
                new DeploymentId(Query.uuid(row, "deployment_id")),
                row.getString("name"),
                row.getString("artifact_name"),
                row.getBoolean("force_installation"),
                row.getBoolean("all_devices"),
                DeploymentStanding.stored(row.getString("standing")),
                row.getInt("target_count"),
                Query.instant(row, "created_at"),
                Query.instantIfAny(row, "finished_at"),
                List.of((String[]) row.getArray("artifact_ids").getArray()),
                byStatus);
    }

    private static DeviceProgress readProgress(ResultSet row) throws SQLException {
        return new DeviceProgress(
                new DeploymentId(Query.uuid(row, "deployment_id")),
                new DeviceId(Query.uuid(row, "device_id")),
                row.getString("status"),
                row.getString("substate"),
                row.getBoolean("installed_anyway"),
                row.getBoolean("has_log"),
                Query.instant(row, "created_at"),
                Query.instantIfAny(row, "started_at"),
                Query.instantIfAny(row, "finished_at"));
    }
}
