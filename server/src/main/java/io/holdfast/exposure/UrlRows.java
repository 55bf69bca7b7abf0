package io.holdfast.exposure;

import io.holdfast.identity.DeviceId;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The rows of {@code device_url}. */
public final class UrlRows {
    private static final byte[] NO_PASSWORD = new byte[0];

    private UrlRows() {}

    private static final String HOLD_DEVICE = """
            select device_id from device where tenant_id = ? and device_id = ? for update
            """;

    static boolean holdDevice(Connection connection, TenantId tenant, DeviceId device) {
        return Query.on(connection, HOLD_DEVICE)
                .with(tenant.value(), device.value())
                .first(row -> Query.uuid(row, "device_id"))
                .isPresent();
    }

    private static final String COLUMNS = """
            select tenant_id, url_id, device_id, slug, port, transport, host, mode, basic_user, basic_password, networks, enabled,
                   nullif(expires_at, 'infinity') as expires_at, epoch, created_at, hits, last_hit_at
              from device_url
            """;

    private static final String OF_DEVICE = COLUMNS + """
             where tenant_id = ? and device_id = ?
             order by created_at, url_id
            """;

    static List<ListedUrl> of(Connection connection, TenantId tenant, DeviceId device) {
        return Query.on(connection, OF_DEVICE)
                .with(tenant.value(), device.value())
                .list(row -> new ListedUrl(
                        url(row),
                        Query.instant(row, "created_at"),
                        row.getLong("hits"),
                        Query.instantIfAny(row, "last_hit_at")));
    }

    private static final String SOME = COLUMNS + """
             where tenant_id = ? and url_id = any (?)
            """;

    /** A row that was read, or the id of one that is not as this version knows them. */
    public sealed interface Read {
        record Url(DeviceUrl url) implements Read {}

        record Unreadable(TenantId tenant, UrlId id, RuntimeException why) implements Read {}
    }

    /** Those of the tenant that there are. For fleet images. */
    public static List<Read> some(Connection connection, TenantId tenant, List<UrlId> ids) {
        return Query.on(connection, SOME)
                .with(tenant.value())
                .with((Object) ids.stream().map(UrlId::value).toArray(UUID[]::new))
                .list(UrlRows::read);
    }

    private static final String ALL = COLUMNS + """
             order by tenant_id, url_id
            """;

    /** All there are, of all tenants. For a node without an image. */
    public static List<Read> all(Connection connection) {
        return Query.on(connection, ALL).list(UrlRows::read);
    }

    private static Read read(ResultSet row) throws SQLException {
        try {
            return new Read.Url(url(row));
        } catch (IllegalArgumentException unreadable) {
            return new Read.Unreadable(
                    new TenantId(Query.uuid(row, "tenant_id")), new UrlId(Query.uuid(row, "url_id")), unreadable);
        }
    }

    private static DeviceUrl url(ResultSet row) throws SQLException {
        UrlTarget.Transport transport = UrlTarget.Transport.parse(row.getString("transport"))
                .orElseThrow(() -> new IllegalArgumentException("an unknown transport"));
        return new DeviceUrl(
                new TenantId(Query.uuid(row, "tenant_id")),
                new UrlId(Query.uuid(row, "url_id")),
                new DeviceId(Query.uuid(row, "device_id")),
                new Slug(row.getString("slug")),
                new UrlTarget(row.getInt("port"), transport, Optional.ofNullable(row.getString("host"))),
                mode(row),
                row.getBoolean("enabled"),
                Query.instantIfAny(row, "expires_at"),
                row.getInt("epoch"));
    }

    private static UrlMode mode(ResultSet row) throws SQLException {
        return switch (row.getString("mode")) {
            case "private" -> new UrlMode.Private();
            case "link" -> new UrlMode.Link();
            case "basic" ->
                new UrlMode.Basic(row.getString("basic_user"), PasswordDigest.stored(row.getBytes("basic_password")));
            case "ip-allow" -> new UrlMode.Addresses(networks(row));
            case "public" -> new UrlMode.Open();
            case String unknown -> throw new IllegalArgumentException("mode " + unknown);
        };
    }

    private static List<Network> networks(ResultSet row) throws SQLException {
        String[] texts =
                (String[]) Objects.requireNonNull(row.getArray("networks")).getArray();
        return Arrays.stream(texts).map(Network::new).toList();
    }

    private static final String INSERT = """
            insert into device_url (
                tenant_id, url_id, device_id, slug, port, transport, host, mode, basic_user, basic_password, networks, enabled,
                expires_at, epoch)
            values (?, ?, ?, ?, ?, ?, nullif(?, ''), ?, ?, ?, ?, ?, coalesce(nullif(?, '')::timestamptz, 'infinity'), ?)
            """;

    static void insert(Connection connection, DeviceUrl url) {
        Query.on(connection, INSERT)
                .with(url.tenant().value(), url.id().value(), url.device().value())
                .with(url.slug().text())
                .with(terms(url))
                .with(url.epoch())
                .update();
    }

    private static final String UPDATE = """
            update device_url
               set slug = ?, port = ?, transport = ?, host = nullif(?, ''), mode = ?, basic_user = ?, basic_password = ?,
                   networks = ?, enabled = ?, expires_at = coalesce(nullif(?, '')::timestamptz, 'infinity'), epoch = ?
             where tenant_id = ? and url_id = ?
            """;

    static void update(Connection connection, DeviceUrl url) {
        Query.on(connection, UPDATE)
                .with(url.slug().text())
                .with(terms(url))
                .with(url.epoch(), url.tenant().value(), url.id().value())
                .update();
    }

    private static Object[] terms(DeviceUrl url) {
        UrlTarget target = url.target();
        Optional<UrlMode.Basic> basic =
                url.mode() instanceof UrlMode.Basic named ? Optional.of(named) : Optional.empty();
        List<Network> networks = url.mode() instanceof UrlMode.Addresses some ? some.networks() : List.of();
        return new Object[] {
            target.port(),
            target.transport().label(),
            target.host().orElse(""),
            url.mode().label(),
            basic.map(UrlMode.Basic::user).orElse(""),
            basic.map(it -> it.password().bytes()).orElse(NO_PASSWORD),
            networks.stream().map(Network::text).toArray(String[]::new),
            url.enabled(),
            url.expires().map(Instant::toString).orElse("")
        };
    }

    private static final String DELETE = """
            delete from device_url where tenant_id = ? and url_id = ?
            """;

    static void delete(Connection connection, TenantId tenant, UrlId id) {
        Query.on(connection, DELETE).with(tenant.value(), id.value()).update();
    }
}
