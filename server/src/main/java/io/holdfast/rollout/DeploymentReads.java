package io.holdfast.rollout;

import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.Configuration;
import io.holdfast.wire.mender.UpdateControlMap;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What people want to know of deployments. Of their targets: {@link TargetReads}. */
public final class DeploymentReads {
    private final FleetTransactions transactions;

    public DeploymentReads(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    private static final String COLUMNS = """
            select d.deployment_id, d.name, d.artifact_name, d.all_devices, d.group_name, d.force_installation, d.retries, d.standing, d.target_count,
                   d.control_map::text as control_map, d.failure_limit_kind, d.failure_limit,
                   d.configuration::text as configuration, d.created_at, d.finished_at,
                   array(select a.artifact_id::text from deployment_artifact a
                         where a.tenant_id = d.tenant_id and a.deployment_id = d.deployment_id
                         union
                         select o.artifact_id::text from deployment_offer o
                         where o.tenant_id = d.tenant_id and o.deployment_id = d.deployment_id) as artifact_ids
            from deployment d
            """;

    private static final String FILTERED = """
            where d.tenant_id = ?
                and (cardinality(?::uuid[]) = 0 or d.deployment_id = any(?))
                and (cardinality(?::text[]) = 0 or d.name = any(?))
                and (? = '' or strpos(lower(d.name), lower(?)) > 0)
                and (? = '' or (? = 'configuration') = (d.configuration is not null))
                and d.created_at between ?::timestamptz and ?::timestamptz
                and case ?
                    when 'any' then true
                    when 'finished' then d.standing <> 'active'
                    else d.standing = 'active' and (? = 'inprogress') = exists (
                        select 1 from deployment_count c
                        where c.tenant_id = d.tenant_id and c.deployment_id = d.deployment_id
                            and c.counted not in ('pending', 'stalled')
                        group by c.counted having sum(c.devices) > 0)
                end
            """;

    private static final String NEWEST_FIRST = COLUMNS + FILTERED + """
            order by d.created_at desc, d.deployment_id limit ? offset ?
            """;

    private static final String OLDEST_FIRST = COLUMNS + FILTERED + """
            order by d.created_at, d.deployment_id limit ? offset ?
            """;

    /** A stretch of the deployments that the filter lets through. */
    public List<Deployment> list(TenantId tenant, DeploymentFilter filter, int limit, int offset) {
        return transactions.read(connection -> {
            Query query = filtered(connection, filter.oldestFirst() ? OLDEST_FIRST : NEWEST_FIRST, tenant, filter);
            List<Deployment> bare = query.with(limit, offset).list(row -> read(row));
            return withStatistics(connection, tenant, bare);
        });
    }

    private static final String COUNT = """
            select count(*) as deployments from deployment d
            """ + FILTERED;

    /** How many deployments {@link #list} has in all. */
    public int count(TenantId tenant, DeploymentFilter filter) {
        return transactions.read(connection -> filtered(connection, COUNT, tenant, filter)
                .first(row -> row.getInt("deployments"))
                .orElse(0));
    }

    private static Query filtered(Connection connection, String sql, TenantId tenant, DeploymentFilter filter) {
        UUID[] ids = uuids(filter.ids());
        String[] names = filter.names().toArray(String[]::new);
        String phase = filter.phase().map(DeploymentPhase::wireName).orElse("any");
        String type = filter.type().map(DeploymentType::wireName).orElse("");
        return Query.on(connection, sql)
                .with(tenant.value(), ids, ids, names, names, filter.search(), filter.search())
                .with(type, type)
                .with(filter.from().map(Instant::toString).orElse("-infinity"))
                .with(filter.to().map(Instant::toString).orElse("infinity"))
                .with(phase, phase);
    }

    private static final String ONE = COLUMNS + """
            where d.tenant_id = ? and d.deployment_id = ?
            """;

    public Optional<Deployment> find(TenantId tenant, DeploymentId id) {
        return transactions.read(connection -> {
            List<Deployment> bare =
                    Query.on(connection, ONE).with(tenant.value(), id.value()).list(row -> read(row));
            return withStatistics(connection, tenant, bare).stream().findFirst();
        });
    }

    /** Targets by status, of those deployments that there are. */
    public Map<DeploymentId, TargetTally> statistics(TenantId tenant, Collection<DeploymentId> ids) {
        return transactions.read(connection -> statistics(connection, tenant, uuids(ids)));
    }

    private static final String STATISTICS = """
            select deployment_id, counted, sum(devices)::integer as devices from deployment_count
            where tenant_id = ? and deployment_id = any(?)
            group by deployment_id, counted having sum(devices) > 0
            """;

    private static Map<DeploymentId, TargetTally> statistics(Connection connection, TenantId tenant, UUID[] ids) {
        Map<DeploymentId, Map<String, Integer>> counts = new HashMap<>();
        Query.on(connection, STATISTICS)
                .with(tenant.value(), ids)
                .list(row -> counts.computeIfAbsent(
                                new DeploymentId(Query.uuid(row, "deployment_id")), ignored -> new HashMap<>())
                        .put(row.getString("counted"), row.getInt("devices")));
        Map<DeploymentId, TargetTally> tallies = new HashMap<>();
        counts.forEach((id, counted) -> {
            int stalled =
                    Optional.ofNullable(counted.remove(TargetCounts.STALLED)).orElse(0);
            tallies.put(id, new TargetTally(counted, stalled));
        });
        return tallies;
    }

    private static List<Deployment> withStatistics(Connection connection, TenantId tenant, List<Deployment> bare) {
        Map<DeploymentId, TargetTally> counts = statistics(
                connection, tenant, uuids(bare.stream().map(Deployment::id).toList()));
        return bare.stream()
                .map(each -> each.with(counts.getOrDefault(each.id(), TargetTally.NONE)))
                .toList();
    }

    private static UUID[] uuids(Collection<DeploymentId> ids) {
        return ids.stream().map(DeploymentId::value).toArray(UUID[]::new);
    }

    private static Deployment read(ResultSet row) throws SQLException {
        return new Deployment(
                new DeploymentId(Query.uuid(row, "deployment_id")),
                row.getString("name"),
                row.getString("artifact_name"),
                row.getBoolean("force_installation"),
                row.getBoolean("all_devices"),
                Optional.ofNullable(row.getString("group_name")),
                row.getInt("retries"),
                Optional.ofNullable(row.getString("control_map")).map(UpdateControlMap::ofText),
                FailureLimit.stored(row.getString("failure_limit_kind"), row.getInt("failure_limit")),
                Optional.ofNullable(row.getString("configuration")).map(Configuration::ofText),
                DeploymentStanding.stored(row.getString("standing")),
                row.getInt("target_count"),
                Query.instant(row, "created_at"),
                Query.instantIfAny(row, "finished_at"),
                List.of((String[]) row.getArray("artifact_ids").getArray()),
                TargetTally.NONE);
    }
}
