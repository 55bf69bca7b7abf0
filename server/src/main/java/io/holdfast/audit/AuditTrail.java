package io.holdfast.audit;

import io.holdfast.access.Caller;
import io.holdfast.access.UserId;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Appends to the audit trail inside the transaction of the deed: no deed without its row, no row without its deed. */
public final class AuditTrail {
    private AuditTrail() {}

    private static final String APPEND = """
            insert into audit_event (tenant_id, audit_id, actor_kind, actor, action, object_kind, object, detail, request_id)
            values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
            """;

    /**
     * A person or program did it.
     *
     * @param action what, as {@code noun.verb}: {@code device.accept}
     * @param detailJson a JSON object without secrets
     */
    public static void byCaller(
            Connection connection,
            Caller caller,
            String requestId,
            String action,
            String objectKind,
            String object,
            String detailJson) {
        append(
                connection,
                caller.tenant(),
                "user",
                caller.user().toString(),
                action,
                objectKind,
                object,
                detailJson,
                requestId);
    }

    /** One of many deeds of one kind: its object and a JSON object without secrets. */
    public record Deed(String object, String detailJson) {}

    private static final String APPEND_MANY = """
            insert into audit_event (tenant_id, audit_id, actor_kind, actor, action, object_kind, object, detail, request_id)
            select ?, deed.audit_id, 'user', ?, ?, ?, deed.object, deed.detail::jsonb, ?
            from unnest(?::uuid[], ?::text[], ?::text[]) as deed (audit_id, object, detail)
            """;

    /** A person or program did the same to many things: a row for each. */
    public static void manyByCaller(
            Connection connection,
            Caller caller,
            String requestId,
            String action,
            String objectKind,
            List<Deed> deeds) {
        Query.on(connection, APPEND_MANY)
                .with(caller.tenant().value(), caller.user().toString(), action, objectKind, requestId)
                .with((Object) deeds.stream().map(deed -> UUID.randomUUID()).toArray(UUID[]::new))
                .with((Object) deeds.stream().map(Deed::object).toArray(String[]::new))
                .with((Object) deeds.stream().map(Deed::detailJson).toArray(String[]::new))
                .update();
    }

    /** Somebody's use of what is the tenant's: by a user, or by whoever the detail says. */
    public record Visit(
            TenantId tenant,
            Optional<UserId> user,
            String action,
            String objectKind,
            String object,
            String detailJson) {}

    private static final String APPEND_VISITS = """
            insert into audit_event (tenant_id, audit_id, actor_kind, actor, action, object_kind, object, detail, request_id)
            select v.tenant_id, v.audit_id, v.actor_kind, v.actor, v.action, v.object_kind, v.object, v.detail::jsonb, ''
            from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                as v (tenant_id, audit_id, actor_kind, actor, action, object_kind, object, detail)
            """;

    /** Many visits of many tenants: a row for each. */
    public static void visits(Connection connection, List<Visit> visits) {
        if (!visits.isEmpty()) {
            Query.on(connection, APPEND_VISITS)
                    .with((Object)
                            visits.stream().map(it -> it.tenant().value()).toArray(UUID[]::new))
                    .with((Object) visits.stream().map(it -> UUID.randomUUID()).toArray(UUID[]::new))
                    .with((Object) texts(visits, it -> it.user().isPresent() ? "user" : "server"))
                    .with((Object)
                            texts(visits, it -> it.user().map(UserId::toString).orElse("server")))
                    .with((Object) texts(visits, Visit::action))
                    .with((Object) texts(visits, Visit::objectKind))
                    .with((Object) texts(visits, Visit::object))
                    .with((Object) texts(visits, Visit::detailJson))
                    .update();
        }
    }

    private static String[] texts(List<Visit> visits, Function<Visit, String> of) {
        return visits.stream().map(of).toArray(String[]::new);
    }

    /** The person at the server's own command line did it. */
    public static void byOperator(
            Connection connection, TenantId tenant, String action, String objectKind, String object) {
        append(connection, tenant, "operator", "command-line", action, objectKind, object, "{}", "");
    }

    /** An operator who gave a name did it. */
    public static void byOperator(
            Connection connection,
            TenantId tenant,
            String who,
            String action,
            String objectKind,
            String object,
            String detailJson) {
        append(connection, tenant, "operator", who, action, objectKind, object, detailJson, "");
    }

    private static final String APPEND_EVERYWHERE = """
            insert into audit_event (tenant_id, audit_id, actor_kind, actor, action, object_kind, object, detail, request_id)
            select t.tenant_id, gen_random_uuid(), 'operator', ?, ?, ?, ?, ?::jsonb, ''
            from tenant t
            """;

    /** An operator who gave a name did it to the whole cell: every tenant reads of it. */
    public static void byOperatorInEveryTenant(
            Connection connection, String who, String action, String objectKind, String object, String detailJson) {
        Query.on(connection, APPEND_EVERYWHERE)
                .with(who, action, objectKind, object, detailJson)
                .update();
    }

    /** The server did it by itself. */
    public static void byServer(
            Connection connection,
            TenantId tenant,
            String action,
            String objectKind,
            String object,
            String detailJson) {
        append(connection, tenant, "server", "server", action, objectKind, object, detailJson, "");
    }

    private static void append(Connection connection, TenantId tenant, String actorKind, String... rest) {
        Query.on(connection, APPEND)
                .with(tenant.value(), UUID.randomUUID(), actorKind)
                .with((Object[]) rest)
                .update();
    }
}
