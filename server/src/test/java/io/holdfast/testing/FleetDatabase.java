package io.holdfast.testing;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import io.holdfast.rollout.CountRepair;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeploymentRef;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.flywaydb.core.Flyway;

/** A migrated database of its own for one test, and the few rows that tests of device reports begin with. */
public final class FleetDatabase implements AutoCloseable {
    private static final Map<TestServer, String> TEMPLATES = new ConcurrentHashMap<>();

    private final TestDatabase database;
    private final Connection connection;

    private FleetDatabase(TestDatabase database) throws SQLException {
        this.database = database;
        this.connection = database.connect();
    }

    /** On the embedded PostgreSQL 18. */
    public static FleetDatabase fresh() throws SQLException {
        return on(TestPostgres.embedded18());
    }

    public static FleetDatabase on(TestServer server) throws SQLException {
        return new FleetDatabase(server.freshDatabase(TEMPLATES.computeIfAbsent(server, FleetDatabase::migrated)));
    }

    private static String migrated(TestServer server) {
        TestDatabase template = server.freshDatabase();
        migrate(template);
        return template.name();
    }

    public static void migrate(TestDatabase database) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.username(), database.password())
                .sqlMigrationSuffixes(".expand.sql", ".contract.sql")
                .load()
                .migrate();
    }

    /** A database that is migrated already, for example on a server that the test kills. */
    public static FleetDatabase opened(TestDatabase database) throws SQLException {
        return new FleetDatabase(database);
    }

    public TestDatabase database() {
        return database;
    }

    /** The test's own connection, on autocommit. */
    public Connection connection() {
        return connection;
    }

    public UUID node() {
        UUID node = UUID.randomUUID();
        Query.on(connection, "insert into node (node_id, boot_id, version) values (?, ?, 'test')")
                .with(node, UUID.randomUUID())
                .update();
        return node;
    }

    public TenantId tenant() {
        TenantId tenant = TenantId.random();
        Query.on(connection, "insert into tenant (tenant_id, name) values (?, ?)")
                .with(tenant.value(), tenant.toString())
                .update();
        return tenant;
    }

    /** Accepted devices, their identities and keys made up. */
    public List<DeviceRef> devices(TenantId tenant, int count) {
        List<DeviceRef> devices = new ArrayList<>(count);
        UUID[] ids = new UUID[count];
        for (int i = 0; i < count; i++) {
            devices.add(new DeviceRef(tenant, DeviceId.random()));
            ids[i] = devices.get(i).device().value();
        }
        Query.on(connection, """
                insert into device (tenant_id, device_id, identity_hash, identity, standing)
                select ?::uuid, id, sha256(id::text::bytea), '{"sn":"1"}', 'accepted' from unnest(?::uuid[]) as d (id)
                """).with(tenant.value(), ids).update();
        return devices;
    }

    public DeviceRef device(TenantId tenant) {
        return devices(tenant, 1).getFirst();
    }

    /** An active deployment to these devices of one tenant, none of which has begun. */
    public DeploymentId deployment(List<DeviceRef> targets) {
        DeploymentId deployment = DeploymentId.random();
        UUID tenant = targets.getFirst().tenant().value();
        UUID[] ids = targets.stream().map(target -> target.device().value()).toArray(UUID[]::new);
        Query.on(connection, """
                insert into deployment (tenant_id, deployment_id, name, artifact_name, all_devices, standing, target_count)
                values (?, ?, 'test', 'release', false, 'active', ?)
                """)
                .with(tenant, deployment.value(), targets.size())
                .update();
        Query.on(connection, """
                insert into deployment_device (tenant_id, deployment_id, device_id, created_at, received_at)
                select ?::uuid, ?::uuid, id, now() - interval '1 hour', now() - interval '1 hour'
                from unnest(?::uuid[]) as d (id)
                """).with(tenant, deployment.value(), ids).update();
        recount(targets.getFirst().tenant(), deployment);
        return deployment;
    }

    public DeploymentId deployment(DeviceRef target) {
        return deployment(List.of(target));
    }

    /** As an abort leaves it. */
    public void abort(TenantId tenant, DeploymentId deployment) {
        Query.on(connection, """
                update deployment_device
                set status = 'aborted', rank = 100, finished = true, finished_at = now(), received_at = now()
                where tenant_id = ? and deployment_id = ? and not finished
                """).with(tenant.value(), deployment.value()).update();
        Query.on(connection, """
                update deployment set standing = 'aborted', finished_at = now() where tenant_id = ? and deployment_id = ?
                """).with(tenant.value(), deployment.value()).update();
        recount(tenant, deployment);
    }

    /** For a test that wrote targets itself: the counts follow. */
    public void recount(TenantId tenant, DeploymentId deployment) {
        CountRepair.repair(connection, new DeploymentRef(tenant, deployment));
    }

    /** What the counts of all deployments say that their rows do not; empty when they are true. */
    public List<String> wrongCounts() {
        return Query.on(connection, """
                with truth as (
                    select deployment_id, status as counted, count(*) as devices from deployment_device group by 1, 2
                    union all
                    select deployment_id, 'stalled', count(*) from deployment_device where stalled group by 1
                ),
                told as (
                    select deployment_id, counted, sum(devices) as devices from deployment_count group by 1, 2
                )
                select format('%s %s: %s rows, %s counted', coalesce(truth.deployment_id, told.deployment_id),
                              coalesce(truth.counted, told.counted), truth.devices, told.devices) as difference
                from truth full join told
                    on told.deployment_id = truth.deployment_id and told.counted = truth.counted
                where coalesce(truth.devices, 0) <> coalesce(told.devices, 0)
                """).list(row -> row.getString("difference"));
    }

    /** The first column of the first row. */
    public String value(String sql, Object... arguments) {
        return Query.on(connection, sql)
                .with(arguments)
                .first(row -> String.valueOf(row.getString(1)))
                .orElse("");
    }

    public long number(String sql, Object... arguments) {
        return Long.parseLong(value(sql, arguments));
    }

    /** The feed's numbers are gapless from 1 to the head. */
    public boolean feedIsGapless() {
        return "t".equals(value("""
                select count(*) = max(h.seq) and coalesce(max(c.seq), h.seq) = h.seq
                from feed_head h left join feed_commit c on true group by h.seq having max(h.seq) > 0
                union all select true from feed_head where seq = 0
                """));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
