package io.holdfast.edge.feed;

import io.holdfast.feed.Change;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.database.Transactions;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.TestDatabase;
import io.holdfast.testing.TestPostgres;
import io.holdfast.wire.token.TokenKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;

/** A database with a tenant, and the writes of a control plane, spelled out in SQL so that only the feed is under test. */
public final class TestCell {
    private static final class Template {
        static final String NAME = migrated(TestPostgres.freshDatabase()).name();
    }

    private static TestDatabase migrated(TestDatabase database) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.username(), database.password())
                .load()
                .migrate();
        return database;
    }

    /** A cell on Debian's PostgreSQL 15, where that is installed. */
    public static Optional<TestCell> onDebian15() {
        return TestPostgres.debian15().map(server -> new TestCell(migrated(server.freshDatabase())));
    }

    /** A cell in an empty database of a server that is the test's own. */
    public static TestCell on(TestDatabase database) {
        return new TestCell(migrated(database));
    }

    private final TestDatabase database;
    private final FleetTransactions transactions;
    private final TenantId tenant;

    public TestCell() {
        this(TestPostgres.freshDatabase(Template.NAME));
    }

    private TestCell(TestDatabase database, TenantId tenant) {
        this.database = database;
        this.transactions = new FleetTransactions(new Transactions(database::connect), () -> {});
        this.tenant = tenant;
    }

    /** The same cell where its database is now. */
    TestCell at(TestDatabase moved) {
        return new TestCell(moved, tenant);
    }

    private TestCell(TestDatabase database) {
        this(database, TenantId.random());
        write(tx -> {
            run(tx, "insert into tenant (tenant_id, name, is_default) values (?, 'first', true)", tenant.value());
            run(
                    tx,
                    "insert into server_key (purpose, key_id, sealed, standing) values ('device_token', 1, ?, 'signing')",
                    new byte[TokenKey.MIN_SECRET_BYTES]);
            tx.changed(new Change.TenantChanged(tenant));
            tx.changed(new Change.KeysChanged());
        });
    }

    public TenantId tenant() {
        return tenant;
    }

    public ConnectionSource connections() {
        return database::connect;
    }

    public TestDatabase database() {
        return database;
    }

    @FunctionalInterface
    public interface Write {
        void run(FleetTransaction transaction) throws SQLException;
    }

    /** Runs one control-plane transaction and gives its feed number. */
    public long write(Write work) {
        return transactions
                .write(tx -> {
                    work.run(tx);
                    return true;
                })
                .seq()
                .orElse(0);
    }

    public DeviceId accept(String name) {
        DeviceId device = DeviceId.random();
        write(tx -> accept(tx, device, name));
        return device;
    }

    public void accept(FleetTransaction tx, DeviceId device, String name) {
        run(
                tx,
                "insert into device (tenant_id, device_id, identity_hash, identity, standing) values (?, ?, ?, '{}', 'accepted')",
                tenant.value(),
                device.value(),
                sha256("identity " + name));
        run(
                tx,
                "insert into auth_set (tenant_id, auth_set_id, device_id, key_hash, public_key, standing)"
                        + " values (?, ?, ?, ?, 'pem', 'accepted')",
                tenant.value(),
                UUID.randomUUID(),
                device.value(),
                sha256("key " + name));
        tx.changed(new Change.DeviceChanged(tenant, device));
    }

    /** So many accepted devices in one transaction, without a line in the feed: for loads. */
    public void acceptMany(int count) {
        execute("insert into device (tenant_id, device_id, identity_hash, identity, standing)"
                + " select '" + tenant + "', gen_random_uuid(), sha256(('many ' || n)::bytea), '{}', 'accepted'"
                + " from generate_series(1, " + count + ") n");
        execute("insert into auth_set (tenant_id, auth_set_id, device_id, key_hash, public_key, standing)"
                + " select tenant_id, gen_random_uuid(), device_id, sha256(identity_hash), 'pem', 'accepted' from device"
                + " where not exists (select 1 from auth_set a where a.device_id = device.device_id)");
        execute("analyze device; analyze auth_set");
    }

    /** Names every device in the feed, in transactions of at most 5,000. */
    public void publishAllDevices() {
        List<DeviceId> devices = new Transactions(database::connect)
                .read(connection -> Query.on(connection, "select device_id from device")
                        .list(row -> new DeviceId(Query.uuid(row, "device_id"))));
        for (int from = 0; from < devices.size(); from += FleetTransaction.CHANGES_MAX) {
            List<DeviceId> some = devices.subList(from, Math.min(devices.size(), from + FleetTransaction.CHANGES_MAX));
            write(tx -> some.forEach(device -> tx.changed(new Change.DeviceChanged(tenant, device))));
        }
    }

    public long reject(DeviceId device) {
        return write(tx -> {
            run(
                    tx,
                    "update auth_set set standing = 'rejected' where tenant_id = ? and device_id = ?",
                    tenant.value(),
                    device.value());
            run(
                    tx,
                    "update device set standing = 'rejected', not_before_seq = not_before_seq + 1"
                            + " where tenant_id = ? and device_id = ?",
                    tenant.value(),
                    device.value());
            tx.changed(new Change.DeviceChanged(tenant, device));
        });
    }

    public long decommission(DeviceId device) {
        return write(tx -> {
            run(
                    tx,
                    "insert into device_tombstone (tenant_id, device_id, identity_hash)"
                            + " select tenant_id, device_id, identity_hash from device where tenant_id = ? and device_id = ?",
                    tenant.value(),
                    device.value());
            run(tx, "delete from auth_set where tenant_id = ? and device_id = ?", tenant.value(), device.value());
            run(tx, "delete from device where tenant_id = ? and device_id = ?", tenant.value(), device.value());
            tx.changed(new Change.DeviceChanged(tenant, device));
        });
    }

    public DeploymentId deploy(List<DeviceId> devices) {
        DeploymentId deployment = DeploymentId.random();
        UUID artifact = UUID.randomUUID();
        String release = "release " + artifact;
        write(tx -> {
            run(
                    tx,
                    "insert into artifact (tenant_id, artifact_id, name, blob_key, size_bytes, sha256, signed, contents)"
                            + " values (?, ?, ?, ?, 10, ?, false, '{}')",
                    tenant.value(),
                    artifact,
                    release,
                    artifact.toString(),
                    sha256(release));
            run(
                    tx,
                    "insert into artifact_device_type (tenant_id, name, device_type, artifact_id) values (?, ?, 'beaglebone', ?)",
                    tenant.value(),
                    release,
                    artifact);
            run(
                    tx,
                    "insert into deployment (tenant_id, deployment_id, name, artifact_name, all_devices, standing, target_count)"
                            + " values (?, ?, 'd', ?, false, 'active', ?)",
                    tenant.value(),
                    deployment.value(),
                    release,
                    devices.size());
            run(
                    tx,
                    "insert into deployment_artifact (tenant_id, deployment_id, device_type, artifact_id) values (?, ?, 'beaglebone', ?)",
                    tenant.value(),
                    deployment.value(),
                    artifact);
            run(
                    tx,
                    "insert into deployment_device (tenant_id, deployment_id, device_id) select ?, ?, unnest(?)",
                    tenant.value(),
                    deployment.value(),
                    devices.stream().map(DeviceId::value).toArray(UUID[]::new));
            tx.changed(new Change.DeploymentChanged(tenant, deployment));
        });
        return deployment;
    }

    public long finish(DeploymentId deployment, DeviceId device) {
        return write(tx -> {
            run(
                    tx,
                    "update deployment_device set finished = true, status = 'success'"
                            + " where tenant_id = ? and deployment_id = ? and device_id = ?",
                    tenant.value(),
                    deployment.value(),
                    device.value());
            tx.changed(new Change.DeviceChanged(tenant, device));
        });
    }

    public long abort(DeploymentId deployment) {
        return write(tx -> {
            run(
                    tx,
                    "update deployment set standing = 'aborted', finished_at = now() where tenant_id = ? and deployment_id = ?",
                    tenant.value(),
                    deployment.value());
            tx.changed(new Change.DeploymentChanged(tenant, deployment));
        });
    }

    public void execute(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static void run(FleetTransaction tx, String sql, Object... arguments) {
        int touched = Query.on(tx.connection(), sql).with(arguments).update();
    }

    public static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
