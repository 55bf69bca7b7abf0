package io.holdfast.fleet.seed;

import io.holdfast.fleet.device.DeviceKey;
import io.holdfast.fleet.process.OwnPostgres;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.DevicePublicKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

/** Writes a fleet straight into the database of a stopped server: a million devices in under a minute. */
public final class FleetSeed implements AutoCloseable {
    /** All seeded devices have one key. */
    public static final DeviceKey KEY = DeviceKey.ecdsaP256();

    private static final DevicePublicKey PUBLIC_KEY = DevicePublicKey.parse(KEY.publicPem());

    private final Connection connection;

    private FleetSeed(Connection connection) {
        this.connection = connection;
    }

    public static FleetSeed into(OwnPostgres postgres) throws SQLException {
        FleetSeed seed = new FleetSeed(postgres.connect());
        // a crash while seeding only means seeding again
        seed.run("set synchronous_commit = off");
        return seed;
    }

    private static final String DEFAULT_TENANT = """
            select tenant_id from tenant where is_default
            """;

    public UUID defaultTenant() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(DEFAULT_TENANT)) {
            if (!row.next()) {
                throw new IllegalStateException("the server made no default tenant on its first start");
            }
            return row.getObject("tenant_id", UUID.class);
        }
    }

    private static final String TENANT = """
            insert into tenant (tenant_id, name) values (?, ?)
            """;

    public UUID tenant(String name) throws SQLException {
        UUID id = UUID.randomUUID();
        run(TENANT, id, name);
        return id;
    }

    private static final String PING_INTERVAL = """
            update tenant set ping_interval_seconds = ? where tenant_id = ?
            """;

    /** How often the server pings the tenant's links, from its next start with an empty local store on. */
    public void pingEvery(UUID tenant, int seconds) throws SQLException {
        run(PING_INTERVAL, seconds, tenant);
    }

    private static final String DEVICES = """
            insert into device (tenant_id, device_id, identity_hash, identity, standing)
            select ?, ('d' || ? || lpad(to_hex(n), 12, '0'))::uuid,
                   sha256(convert_to('{"mac":"' || mac || '"}', 'UTF8')), jsonb_build_object('mac', mac), 'accepted'
              from generate_series(?::bigint, ?::bigint) n,
                   lateral (select regexp_replace(lpad(to_hex(n), 8, '0'), '(..)(..)(..)(..)', '02:00:\\1:\\2:\\3:\\4') as mac) m
            """;

    private static final String AUTH_SETS = """
            insert into auth_set (tenant_id, auth_set_id, device_id, key_hash, public_key, standing)
            select ?, ('a' || ? || lpad(to_hex(n), 12, '0'))::uuid, ('d' || ? || lpad(to_hex(n), 12, '0'))::uuid,
                   ?, ?, 'accepted'
              from generate_series(?::bigint, ?::bigint) n
            """;

    private static final String QUOTA = """
            insert into tenant_quota (tenant_id, limit_kind, accepted_devices) values (?, 'unlimited', ?)
            on conflict (tenant_id) do update set limit_kind = 'unlimited', limit_devices = 0,
                   accepted_devices = tenant_quota.accepted_devices + excluded.accepted_devices
            """;

    /** Accepted devices with the numbers {@code from} to {@code to} − 1. */
    public void devices(UUID tenant, long from, long to) throws SQLException {
        String middle = SeededIds.MIDDLE;
        run(DEVICES, tenant, middle, from, to - 1);
        run(AUTH_SETS, tenant, middle, middle, PUBLIC_KEY.sha256(), PUBLIC_KEY.pem(), from, to - 1);
        run(QUOTA, tenant, (int) (to - from));
    }

    private static final String ARTIFACT = """
            insert into artifact (tenant_id, artifact_id, name, blob_key, size_bytes, sha256, signed, contents)
            values (?, ?, ?, ?, 65536, sha256(?::text::bytea), false, ?::jsonb)
            """;

    private static final String ARTIFACT_TYPE = """
            insert into artifact_device_type (tenant_id, name, device_type, artifact_id) values (?, ?, ?, ?)
            """;

    private static final String DEPLOYMENT = """
            insert into deployment (tenant_id, deployment_id, name, artifact_name, all_devices, standing, target_count)
            values (?, ?, ?, ?, false, 'active', ?)
            """;

    private static final String DEPLOYMENT_ARTIFACT = """
            insert into deployment_artifact (tenant_id, deployment_id, device_type, artifact_id) values (?, ?, ?, ?)
            """;

    private static final String TARGETS = """
            insert into deployment_device (tenant_id, deployment_id, device_id, status, rank, finished, finished_at)
            select ?, ?, ('d' || ? || lpad(to_hex(n), 12, '0'))::uuid, ?, ?, ?, case when ? then now() end
              from generate_series(?::bigint, ?::bigint) n
            """;

    private static final String COUNTS = """
            insert into deployment_count (tenant_id, deployment_id, counted, stripe, devices)
            select tenant_id, deployment_id, status, 0, count(*)
              from deployment_device where tenant_id = ? and deployment_id = ?
             group by tenant_id, deployment_id, status
            """;

    /**
     * An active deployment to the devices {@code from} to {@code to} − 1.
     *
     * @param number of its id
     * @param finishedBelow devices with a lower number have installed it already
     */
    public void deployment(UUID tenant, int number, String deviceType, long from, long to, long finishedBelow)
            throws SQLException {
        UUID deployment = SeededIds.deployment(number);
        UUID artifact = UUID.randomUUID();
        String name = "release-" + number;
        String contents = "{\"updates\":[{\"type_info\":{\"type\":\"single-file\"},\"files\":[]}],"
                + "\"artifact_provides\":{\"artifact_name\":\"" + name + "\"},"
                + "\"artifact_depends\":{\"device_type\":[\"" + deviceType + "\"]},\"clears_artifact_provides\":[]}";
        run(ARTIFACT, tenant, artifact, name, artifact.toString(), name, contents);
        run(ARTIFACT_TYPE, tenant, name, deviceType, artifact);
        run(DEPLOYMENT, tenant, deployment, name, name, (int) (to - from));
        run(DEPLOYMENT_ARTIFACT, tenant, deployment, deviceType, artifact);
        long border = Math.clamp(finishedBelow, from, to);
        targets(tenant, deployment, DeploymentStatus.SUCCESS, from, border);
        targets(tenant, deployment, DeploymentStatus.PENDING, border, to);
        run(COUNTS, tenant, deployment);
    }

    private void targets(UUID tenant, UUID deployment, DeploymentStatus status, long from, long to)
            throws SQLException {
        boolean done = status.finished();
        String name = status.wireName();
        run(TARGETS, tenant, deployment, SeededIds.MIDDLE, name, status.rank(), done, done, from, to - 1);
    }

    /** Statistics for the planner and a checkpoint, so that neither falls into a measurement. */
    public void settle() throws SQLException {
        for (String sql : List.of("vacuum (analyze)", "checkpoint")) {
            run(sql);
        }
    }

    private void run(String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
