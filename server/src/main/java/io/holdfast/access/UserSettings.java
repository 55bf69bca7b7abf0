package io.holdfast.access;

import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import java.sql.Connection;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Settings of a tenant's users together, and of each. */
public final class UserSettings {
    private final FleetTransactions transactions;

    public UserSettings(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    private static final String OF_TENANT = """
            select settings, etag from tenant_settings where tenant_id = ?
            """;

    private static final String OF_USER = """
            select settings, etag from user_settings where tenant_id = ? and user_id = ?
            """;

    /** What was set last; an empty object when nothing was. */
    public Settings read(Caller caller, SettingsOwner owner) {
        return transactions.read(connection -> of(connection, caller, owner, OF_TENANT, OF_USER)
                .first(row -> new Settings(row.getString("settings"), Optional.of(Query.uuid(row, "etag"))))
                .orElse(Settings.NONE));
    }

    /** Replaces them; false when {@code expected} is given and is not the present etag. */
    public boolean replace(Caller caller, String requestId, SettingsOwner owner, String json, Optional<UUID> expected) {
        return transactions
                .write(tx -> {
                    boolean replaced = expected.isPresent()
                            ? update(tx.connection(), caller, owner, json, expected.get())
                            : put(tx.connection(), caller, owner, json);
                    if (replaced) {
                        String whose = owner.name().toLowerCase(Locale.ROOT);
                        AuditTrail.byCaller(
                                tx.connection(), caller, requestId, "settings.set", "settings", whose, "{}");
                    }
                    return replaced;
                })
                .value();
    }

    private static final String PUT_OF_TENANT = """
            insert into tenant_settings (tenant_id, settings, etag) values (?, ?::jsonb, ?)
            on conflict (tenant_id) do update
            set settings = excluded.settings, etag = excluded.etag, updated_at = now()
            """;

    private static final String PUT_OF_USER = """
            insert into user_settings (tenant_id, user_id, settings, etag) values (?, ?, ?::jsonb, ?)
            on conflict (tenant_id, user_id) do update
            set settings = excluded.settings, etag = excluded.etag, updated_at = now()
            """;

    private static boolean put(Connection connection, Caller caller, SettingsOwner owner, String json) {
        return of(connection, caller, owner, PUT_OF_TENANT, PUT_OF_USER)
                        .with(json, UUID.randomUUID())
                        .update()
                == 1;
    }

    private static final String UPDATE_OF_TENANT = """
            update tenant_settings as s set settings = fresh.settings, etag = fresh.etag, updated_at = now()
            from (select ?::uuid as tenant_id, ?::jsonb as settings, ?::uuid as etag) as fresh
            where s.tenant_id = fresh.tenant_id and s.etag = ?
            """;

    private static final String UPDATE_OF_USER = """
            update user_settings as s set settings = fresh.settings, etag = fresh.etag, updated_at = now()
            from (select ?::uuid as tenant_id, ?::uuid as user_id, ?::jsonb as settings, ?::uuid as etag) as fresh
            where s.tenant_id = fresh.tenant_id and s.user_id = fresh.user_id and s.etag = ?
            """;

    private static boolean update(
            Connection connection, Caller caller, SettingsOwner owner, String json, UUID expected) {
        return of(connection, caller, owner, UPDATE_OF_TENANT, UPDATE_OF_USER)
                        .with(json, UUID.randomUUID(), expected)
                        .update()
                == 1;
    }

    private static Query of(Connection connection, Caller caller, SettingsOwner owner, String ofTenant, String ofUser) {
        UUID tenant = caller.tenant().value();
        return switch (owner) {
            case TENANT -> Query.on(connection, ofTenant).with(tenant);
            case CALLER ->
                Query.on(connection, ofUser).with(tenant, caller.user().value());
        };
    }
}
