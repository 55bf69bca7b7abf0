package io.holdfast.access;

import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The table {@code user_session}: a token is good while its row stands. */
final class SessionRows {
    private SessionRows() {}

    private static final String INSERT = """
            insert into user_session (tenant_id, session_id, user_id, kind, name, created_at, expires_at)
            values (?, ?, ?, ?, ?, ?, case when ? then timestamptz 'infinity' else ? end)
            on conflict (tenant_id, user_id, name) where kind = 'personal_access_token' do nothing
            """;

    /** False when the user has a token of that name already. */
    static boolean insert(Connection connection, Session session) {
        Caller caller = session.caller();
        boolean endless = session.end() instanceof SessionEnd.Never;
        Instant end = session.end() instanceof SessionEnd.At at ? at.instant() : session.created();
        return Query.on(connection, INSERT)
                        .with(
                                caller.tenant().value(),
                                caller.session().value(),
                                caller.user().value(),
                                session.kind().stored(),
                                session.name(),
                                session.created(),
                                endless,
                                end)
                        .update()
                == 1;
    }

    private static final String FIND = """
            select tenant_id, session_id, user_id, kind, name, created_at, expires_at,
                expires_at = 'infinity' as endless, last_used_at
            from user_session
            where tenant_id = ? and session_id = ? and user_id = ?
            """;

    static Optional<Session> find(Connection connection, Caller caller) {
        return Query.on(connection, FIND)
                .with(
                        caller.tenant().value(),
                        caller.session().value(),
                        caller.user().value())
                .first(SessionRows::session);
    }

    private static final String STANDING = """
            select s.tenant_id, s.session_id, s.user_id
            from unnest(?::uuid[], ?::uuid[], ?::uuid[]) as asked (tenant_id, session_id, user_id)
            join user_session s on s.tenant_id = asked.tenant_id and s.session_id = asked.session_id
                and s.user_id = asked.user_id
            where s.expires_at > ?
            """;

    static Set<Caller> standing(Connection connection, Set<Caller> asked, Instant now) {
        return Set.copyOf(Query.on(connection, STANDING)
                .with((Object)
                        asked.stream().map(caller -> caller.tenant().value()).toArray(UUID[]::new))
                .with((Object)
                        asked.stream().map(caller -> caller.session().value()).toArray(UUID[]::new))
                .with((Object)
                        asked.stream().map(caller -> caller.user().value()).toArray(UUID[]::new))
                .with(now)
                .list(row -> new Caller(
                        new TenantId(Query.uuid(row, "tenant_id")),
                        new UserId(Query.uuid(row, "user_id")),
                        new SessionId(Query.uuid(row, "session_id")))));
    }

    private static final String LIST = """
            select tenant_id, session_id, user_id, kind, name, created_at, expires_at,
                expires_at = 'infinity' as endless, last_used_at
            from user_session
            where tenant_id = ? and user_id = ? and kind = ?
            order by created_at, session_id
            limit ?
            """;

    static List<Session> list(Connection connection, TenantId tenant, UserId user, Session.Kind kind, int max) {
        return Query.on(connection, LIST)
                .with(tenant.value(), user.value(), kind.stored(), max)
                .list(SessionRows::session);
    }

    private static final String TOUCH = """
            update user_session set last_used_at = ? where tenant_id = ? and session_id = ?
            """;

    static void touch(Connection connection, Caller caller, Instant now) {
        Query.on(connection, TOUCH)
                .with(now, caller.tenant().value(), caller.session().value())
                .update();
    }

    private static final String DELETE = """
            delete from user_session where tenant_id = ? and session_id = ? and user_id = ? and kind = ?
            """;

    static boolean delete(Connection connection, Caller session, Session.Kind kind) {
        return Query.on(connection, DELETE)
                        .with(
                                session.tenant().value(),
                                session.session().value(),
                                session.user().value(),
                                kind.stored())
                        .update()
                == 1;
    }

    private static final String DELETE_OF_USER = """
            delete from user_session where tenant_id = ? and user_id = ?
            """;

    /** Sign-ins and tokens alike. */
    static void deleteOfUser(Connection connection, TenantId tenant, UserId user) {
        Query.on(connection, DELETE_OF_USER).with(tenant.value(), user.value()).update();
    }

    private static final String DELETE_OTHER_LOGINS = """
            delete from user_session where tenant_id = ? and user_id = ? and kind = 'login' and session_id <> ?
            """;

    static void deleteOtherLogins(Connection connection, Caller kept) {
        Query.on(connection, DELETE_OTHER_LOGINS)
                .with(kept.tenant().value(), kept.user().value(), kept.session().value())
                .update();
    }

    private static final String TRIM_LOGINS = """
            delete from user_session
            where tenant_id = ? and user_id = ? and kind = 'login' and (expires_at < ? or session_id in (
                select session_id from user_session
                where tenant_id = ? and user_id = ? and kind = 'login'
                order by created_at desc, session_id offset ?))
            """;

    /** Removes the sign-ins that are over, and the oldest beyond {@code kept}. */
    static void trimLogins(Connection connection, Caller caller, Instant now, int kept) {
        Query.on(connection, TRIM_LOGINS)
                .with(
                        caller.tenant().value(),
                        caller.user().value(),
                        now,
                        caller.tenant().value(),
                        caller.user().value(),
                        kept)
                .update();
    }

    private static Session session(ResultSet row) throws SQLException {
        SessionEnd end =
                row.getBoolean("endless") ? SessionEnd.never() : new SessionEnd.At(Query.instant(row, "expires_at"));
        return new Session(
                new Caller(
                        new TenantId(Query.uuid(row, "tenant_id")),
                        new UserId(Query.uuid(row, "user_id")),
                        new SessionId(Query.uuid(row, "session_id"))),
                Session.Kind.stored(row.getString("kind")),
                row.getString("name"),
                Query.instant(row, "created_at"),
                end,
                Query.instantIfAny(row, "last_used_at"));
    }
}
