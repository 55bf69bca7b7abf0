package io.holdfast.identity;

import com.zaxxer.hikari.HikariDataSource;
import io.holdfast.access.Caller;
import io.holdfast.access.SessionId;
import io.holdfast.access.UserId;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.database.Transactions;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.DeviceQuota;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.MigratedDatabase;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** A database with pooled transactions, a caller in a tenant of his own, and devices of any standing. */
public final class ControlFixture implements AutoCloseable {
    private final MigratedDatabase database;
    private final HikariDataSource pool;
    private final FleetTransactions transactions;
    private final Caller caller = callerOf(TenantId.random());
    private final DeviceQuota quotas = new DeviceQuota(DeviceLimit.unlimited());

    public ControlFixture(MigratedDatabase database) {
        this.database = database;
        this.pool = database.pool();
        this.transactions = new FleetTransactions(new Transactions(pool::getConnection), () -> {});
    }

    public static Caller callerOf(TenantId tenant) {
        return new Caller(tenant, new UserId(UUID.randomUUID()), new SessionId(UUID.randomUUID()));
    }

    public MigratedDatabase database() {
        return database;
    }

    public FleetTransactions transactions() {
        return transactions;
    }

    public DeviceQuota quotas() {
        return quotas;
    }

    public Caller caller() {
        return caller;
    }

    public Acceptance acceptance(DeviceDeparture... departures) {
        return new Acceptance(transactions, quotas, List.of(departures));
    }

    public void limit(Caller of, DeviceLimit limit) {
        transactions.write(transaction -> {
            quotas.setLimit(transaction.connection(), of.tenant(), limit);
            return true;
        });
    }

    /** A device whose only auth set has the standing; an accepted one is counted. */
    public Enrolled device(Caller of, Standing standing) {
        DeviceId device = DeviceId.random();
        byte[] hash = new byte[32];
        new Random(device.value().getLeastSignificantBits()).nextBytes(hash);
        execute(
                "insert into device (tenant_id, device_id, identity_hash, identity, standing) values (?, ?, ?, ?::jsonb, ?)",
                of.tenant().value(),
                device.value(),
                hash,
                "{\"sn\":\"" + device + "\"}",
                standing.wireName());
        AuthSetId set = set(of, device, standing);
        if (standing == Standing.ACCEPTED) {
            transactions.write(transaction -> {
                quotas.hold(transaction.connection(), of.tenant()).accepted(1);
                return true;
            });
        }
        return new Enrolled(device, set);
    }

    /** One more auth set of a device. */
    public AuthSetId set(Caller of, DeviceId device, Standing standing) {
        AuthSetId set = AuthSetId.random();
        byte[] hash = new byte[32];
        new Random(set.value().getLeastSignificantBits()).nextBytes(hash);
        execute(
                "insert into auth_set (tenant_id, auth_set_id, device_id, key_hash, public_key, standing)"
                        + " values (?, ?, ?, ?, 'pem', ?)",
                of.tenant().value(),
                set.value(),
                device.value(),
                hash,
                standing.wireName());
        return set;
    }

    public record Enrolled(DeviceId device, AuthSetId set) {}

    public Standing standing(Caller of, DeviceId device) {
        return Standing.stored(text(
                "select coalesce((select standing from device where tenant_id = ? and device_id = ?), 'noauth')",
                of.tenant().value(),
                device.value()));
    }

    public long floor(Caller of, DeviceId device) {
        return number(
                "select coalesce((select not_before_seq from device where tenant_id = ? and device_id = ?), -1)",
                of.tenant().value(),
                device.value());
    }

    /** Whether the counter says what the rows say. */
    public boolean countIsTrue(Caller of) {
        long counted = number(
                "select coalesce((select accepted_devices from tenant_quota where tenant_id = ?), 0)",
                of.tenant().value());
        long accepted = number(
                "select count(*) from device where tenant_id = ? and standing = 'accepted'",
                of.tenant().value());
        return counted == accepted;
    }

    public long audited(Caller of) {
        return number(
                "select count(*) from audit_event where tenant_id = ?",
                of.tenant().value());
    }

    /** The one number that a statement answers. */
    public long number(String sql, Object... arguments) {
        return transactions
                .read(connection -> Query.on(connection, sql).with(arguments).first(row -> row.getLong(1)))
                .orElseThrow();
    }

    private String text(String sql, Object... arguments) {
        return transactions
                .read(connection -> Query.on(connection, sql).with(arguments).first(row -> row.getString(1)))
                .orElseThrow();
    }

    private void execute(String sql, Object... arguments) {
        transactions.write(transaction ->
                Query.on(transaction.connection(), sql).with(arguments).update());
    }

    @Override
    public void close() {
        pool.close();
    }
}
