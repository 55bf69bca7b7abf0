package io.holdfast.access;

import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The tables {@code app_user} and {@code login}: who there is, and whose an address is. */
final class UserRows {
    private UserRows() {}

    /** Who is behind an address, and how to prove it. */
    record Credentials(TenantId tenant, UserId user, PasswordHash hash) {}

    private static final String CLAIM_EMAIL = """
            insert into login (email, tenant_id, user_id) values (?, ?, ?)
            on conflict (email) do nothing
            """;

    private static final String INSERT = """
            insert into app_user (tenant_id, user_id, email, password_hash) values (?, ?, ?, ?)
            """;

    /** False when somebody has the address. */
    static boolean insert(Connection connection, TenantId tenant, UserId user, Email email, PasswordHash hash) {
        if (!claim(connection, tenant, user, email)) {
            return false;
        }
        Query.on(connection, INSERT)
                .with(tenant.value(), user.value(), email.value(), hash.phc())
                .update();
        return true;
    }

    private static boolean claim(Connection connection, TenantId tenant, UserId user, Email email) {
        return Query.on(connection, CLAIM_EMAIL)
                        .with(email.value(), tenant.value(), user.value())
                        .update()
                == 1;
    }

    private static final String LIST = """
            select user_id, email, created_at, updated_at
            from app_user
            where tenant_id = ?
                and (cardinality(?::uuid[]) = 0 or user_id = any (?))
                and (cardinality(?::text[]) = 0 or email = any (?))
                and created_at > ? and created_at < ? and updated_at > ? and updated_at < ?
            order by created_at, user_id
            limit ?
            """;

    static List<User> list(Connection connection, TenantId tenant, UserFilter filter, int max) {
        UUID[] ids = filter.ids().stream().map(UserId::value).toArray(UUID[]::new);
        String[] emails = filter.emails().stream().map(Email::value).toArray(String[]::new);
        return Query.on(connection, LIST)
                .with(tenant.value())
                .with(ids, ids, emails, emails)
                .with(filter.createdAfter(), filter.createdBefore())
                .with(filter.updatedAfter(), filter.updatedBefore(), max)
                .list(UserRows::user);
    }

    private static final String FIND = """
            select user_id, email, created_at, updated_at from app_user where tenant_id = ? and user_id = ?
            """;

    static Optional<User> find(Connection connection, TenantId tenant, UserId user) {
        return Query.on(connection, FIND).with(tenant.value(), user.value()).first(UserRows::user);
    }

    private static final String CREDENTIALS = """
            select u.tenant_id, u.user_id, u.password_hash
            from login l join app_user u on u.tenant_id = l.tenant_id and u.user_id = l.user_id
            where l.email = ?
            """;

    static Optional<Credentials> credentials(Connection connection, Email email) {
        return Query.on(connection, CREDENTIALS).with(email.value()).first(UserRows::credentials);
    }

    private static final String CREDENTIALS_OF = """
            select tenant_id, user_id, password_hash from app_user where tenant_id = ? and user_id = ?
            """;

    static Optional<Credentials> credentials(Connection connection, TenantId tenant, UserId user) {
        return Query.on(connection, CREDENTIALS_OF)
                .with(tenant.value(), user.value())
                .first(UserRows::credentials);
    }

    private static final String CHANGE_EMAIL = """
            update app_user set email = ?, updated_at = now() where tenant_id = ? and user_id = ?
            """;

    private static final String RELEASE_EMAIL = """
            delete from login where tenant_id = ? and user_id = ? and email <> ?
            """;

    /** False when somebody else has the address. */
    static boolean changeEmail(Connection connection, TenantId tenant, UserId user, Email email) {
        boolean claimed = claim(connection, tenant, user, email);
        boolean own = credentials(connection, email)
                .map(owner -> owner.tenant().equals(tenant) && owner.user().equals(user))
                .orElse(false);
        if (!claimed && !own) {
            return false;
        }
        Query.on(connection, CHANGE_EMAIL)
                .with(email.value(), tenant.value(), user.value())
                .update();
        Query.on(connection, RELEASE_EMAIL)
                .with(tenant.value(), user.value(), email.value())
                .update();
        return true;
    }

    private static final String CHANGE_PASSWORD = """
            update app_user set password_hash = ?, updated_at = now()
            where tenant_id = ? and user_id = ? and password_hash = ?
            """;

    /** False when the password was changed meanwhile. */
    static boolean changePassword(Connection connection, Credentials known, PasswordHash fresh) {
        return Query.on(connection, CHANGE_PASSWORD)
                        .with(
                                fresh.phc(),
                                known.tenant().value(),
                                known.user().value(),
                                known.hash().phc())
                        .update()
                == 1;
    }

    private static final String LOCK_FIRST_TWO = """
            select user_id from app_user where tenant_id = ? order by user_id limit 2 for update
            """;

    /** Whether the tenant has another user; deletions of one tenant queue here. */
    static boolean severalLocked(Connection connection, TenantId tenant) {
        return Query.on(connection, LOCK_FIRST_TWO)
                        .with(tenant.value())
                        .list(row -> true)
                        .size()
                > 1;
    }

    private static final String DELETE = """
            delete from app_user where tenant_id = ? and user_id = ?
            """;

    private static final String DELETE_LOGIN = """
            delete from login where tenant_id = ? and user_id = ?
            """;

    static void delete(Connection connection, TenantId tenant, UserId user) {
        Query.on(connection, DELETE_LOGIN).with(tenant.value(), user.value()).update();
        Query.on(connection, DELETE).with(tenant.value(), user.value()).update();
    }

    private static final String ANY = """
            select email from login limit 1
            """;

    /** Whether the server has any user at all, of any tenant. */
    static boolean any(Connection connection) {
        return Query.on(connection, ANY).first(row -> true).isPresent();
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(
                new UserId(Query.uuid(row, "user_id")),
                new Email(row.getString("email")),
                Query.instant(row, "created_at"),
                Query.instant(row, "updated_at"));
    }

    private static Credentials credentials(ResultSet row) throws SQLException {
        return new Credentials(
                new TenantId(Query.uuid(row, "tenant_id")),
                new UserId(Query.uuid(row, "user_id")),
                new PasswordHash(row.getString("password_hash")));
    }
}
