package io.holdfast.tenancy;

import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.Change;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.RefusedException;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.wire.token.TokenKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** The directory of tenants. */
public final class Tenants {
    /** What the tenant of devices without a tenant token is called until somebody renames it. */
    public static final TenantName DEFAULT = new TenantName("default");

    private final FleetTransactions transactions;

    public Tenants(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    private static final String ENSURE_DEFAULT = """
            insert into tenant (tenant_id, name, is_default)
            select ?, ?, true
            where not exists (select 1 from tenant where is_default)
            on conflict do nothing
            returning tenant_id
            """;

    /** Makes the default tenant unless there is one. Nodes that start at once end up with the same one. */
    public Tenant ensureDefault() {
        transactions.write(transaction -> {
            Query.on(transaction.connection(), ENSURE_DEFAULT)
                    .with(UUID.randomUUID(), DEFAULT.value())
                    .first(row -> new TenantId(Query.uuid(row, "tenant_id")))
                    .ifPresent(made -> created(transaction, made));
            return true;
        });
        return transactions
                .read(Tenants::findDefault)
                .orElseThrow(
                        () -> new IllegalStateException("a tenant named \"default\" exists and is not the default"));
    }

    private static final String CREATE = """
            insert into tenant (tenant_id, name)
            values (?, ?)
            on conflict (name) do nothing
            """;

    /**
     * Makes a tenant and mints the token that its devices send.
     *
     * @param key the one that signs tenant tokens
     * @throws io.holdfast.platform.http.RefusedException {@code tenant.name-taken}
     */
    public NewTenant create(TenantName name, TokenKey key) {
        TenantId id = TenantId.random();
        return transactions
                .write(transaction -> {
                    int made = Query.on(transaction.connection(), CREATE)
                            .with(id.value(), name.value())
                            .update();
                    if (made == 0) {
                        throw Refusal.conflict("tenant.name-taken", "There is a tenant of this name already.")
                                .exception();
                    }
                    created(transaction, id);
                    return new NewTenant(id, SecretText.of(TenantTokens.mint(id, key)));
                })
                .value();
    }

    /** A tenant that was just made, and its devices' token. */
    public record NewTenant(TenantId id, SecretText token) {}

    private static void created(FleetTransaction transaction, TenantId tenant) {
        transaction.changed(new Change.TenantChanged(tenant));
        AuditTrail.byOperator(transaction.connection(), tenant, "tenant.create", "tenant", tenant.toString());
    }

    private static final String FIND = """
            select tenant_id, name, standing, is_default, created_at
            from tenant
            where tenant_id = ?
            """;

    public Optional<Tenant> find(TenantId id) {
        return transactions.read(
                connection -> Query.on(connection, FIND).with(id.value()).first(Tenants::tenant));
    }

    private static final String FIND_BY_NAME = """
            select tenant_id, name, standing, is_default, created_at
            from tenant
            where name = ?
            """;

    public Optional<Tenant> find(TenantName name) {
        return transactions.read(connection ->
                Query.on(connection, FIND_BY_NAME).with(name.value()).first(Tenants::tenant));
    }

    private static final String FIND_DEFAULT = """
            select tenant_id, name, standing, is_default, created_at
            from tenant
            where is_default
            """;

    private static Optional<Tenant> findDefault(Connection connection) {
        return Query.on(connection, FIND_DEFAULT).first(Tenants::tenant);
    }

    private static final String SERVED = """
            select 1 from tenant where tenant_id = ? and standing = 'active'
            """;

    /** Whether the tenant's people and devices are served; false when there is no such tenant. */
    public static boolean served(Connection connection, TenantId tenant) {
        return Query.on(connection, SERVED)
                .with(tenant.value())
                .first(row -> true)
                .orElse(false);
    }

    private static final String STAND = """
            update tenant set standing = ? where name = ? and standing <> ? returning tenant_id
            """;

    /**
     * Suspends a tenant, or serves it again. While it is suspended its people and devices are refused, and nothing of theirs is lost:
     * sessions, tokens and open deployments go on where they were. What is so already stays so.
     *
     * @throws io.holdfast.platform.http.RefusedException {@code tenant.unknown}
     */
    public void stand(TenantName name, TenantStanding standing) {
        TenantId known = find(name).map(Tenant::id).orElseThrow(() -> unknown(name));
        String action = switch (standing) {
            case ACTIVE -> "tenant.resume";
            case SUSPENDED -> "tenant.suspend";
        };
        transactions.write(transaction -> {
            Optional<TenantId> moved = Query.on(transaction.connection(), STAND)
                    .with(standing.storedName(), name.value(), standing.storedName())
                    .first(row -> new TenantId(Query.uuid(row, "tenant_id")));
            moved.ifPresent(tenant -> {
                transaction.changed(new Change.TenantChanged(tenant));
                AuditTrail.byOperator(transaction.connection(), tenant, action, "tenant", known.toString());
            });
            return true;
        });
    }

    private static RefusedException unknown(TenantName name) {
        return Refusal.notFound("tenant.unknown", "There is no tenant named " + name.value() + ".")
                .exception();
    }

    private static final String BLIND_MAX = """
            update tenant set blind_max_seconds = ? where name = ? returning tenant_id
            """;

    /**
     * Decides how long a node that cannot read the feed honours what it knew of the tenant's devices. In force on every node that
     * sees the feed; one that is blind already keeps to what it knew of this, too.
     *
     * @throws io.holdfast.platform.http.RefusedException {@code tenant.unknown}
     */
    public void limitBlindness(TenantName name, BlindLimit limit) {
        transactions.write(transaction -> {
            TenantId tenant = Query.on(transaction.connection(), BLIND_MAX)
                    .with((int) limit.atMost().toSeconds(), name.value())
                    .first(row -> new TenantId(Query.uuid(row, "tenant_id")))
                    .orElseThrow(() -> unknown(name));
            transaction.changed(new Change.TenantChanged(tenant));
            AuditTrail.byOperator(transaction.connection(), tenant, "tenant.blind-max", "tenant", tenant.toString());
            return true;
        });
    }

    private static final String PING_INTERVAL = """
            update tenant set ping_interval_seconds = ? where name = ? returning tenant_id
            """;

    /**
     * Decides how often the links of the tenant's devices are pinged. In force on every node that sees the feed, for links that stand
     * already too.
     *
     * @throws io.holdfast.platform.http.RefusedException {@code tenant.unknown}
     */
    public void pingEvery(TenantName name, PingInterval interval) {
        transactions.write(transaction -> {
            TenantId tenant = Query.on(transaction.connection(), PING_INTERVAL)
                    .with(interval.seconds(), name.value())
                    .first(row -> new TenantId(Query.uuid(row, "tenant_id")))
                    .orElseThrow(() -> Refusal.notFound("tenant.unknown", "There is no tenant named " + name)
                            .exception());
            transaction.changed(new Change.TenantChanged(tenant));
            AuditTrail.byOperator(
                    transaction.connection(), tenant, "tenant.ping-interval", "tenant", tenant.toString());
            return true;
        });
    }

    private static Tenant tenant(ResultSet row) throws SQLException {
        return new Tenant(
                new TenantId(Query.uuid(row, "tenant_id")),
                new TenantName(row.getString("name")),
                TenantStanding.stored(row.getString("standing")),
                row.getBoolean("is_default"),
                Query.instant(row, "created_at"));
    }
}
