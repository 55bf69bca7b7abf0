package io.holdfast.edge.feed;

import io.holdfast.edge.image.ImageTenant;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.edge.image.TokenKeys;
import io.holdfast.keys.KeyOpener;
import io.holdfast.keys.SealedServerKey;
import io.holdfast.keys.ServerKeys;
import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.PingInterval;
import io.holdfast.tenancy.TenantId;
import io.holdfast.valve.CellValves;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Reads what belongs to the cell as a whole, tenants and signing keys, and puts it into the image. */
final class CellRows {
    private static final String TENANTS = """
            select tenant_id, name, standing, is_default, blind_max_seconds, ping_interval_seconds from tenant
            """;

    private static final String SOME_TENANTS = TENANTS + """
             where tenant_id = any (?)
            """;

    private final ImageWriter writer;
    private final KeyOpener opener;
    private final FeedCounters counters;

    CellRows(ImageWriter writer, KeyOpener opener, FeedCounters counters) {
        this.writer = writer;
        this.opener = opener;
        this.counters = counters;
    }

    void readAllTenants(Connection connection) {
        Query.on(connection, TENANTS).list(this::put);
    }

    void readTenants(Connection connection, Collection<TenantId> tenants) {
        UUID[] ids = tenants.stream().map(TenantId::value).toArray(UUID[]::new);
        Query.on(connection, SOME_TENANTS).with((Object) ids).list(this::put);
    }

    private TenantId put(ResultSet row) throws SQLException {
        TenantId tenant = new TenantId(Query.uuid(row, "tenant_id"));
        try {
            boolean active = switch (row.getString("standing")) {
                case "active" -> true;
                case "suspended" -> false;
                case String unknown -> throw new IllegalArgumentException("standing " + unknown);
            };
            writer.tenant(new ImageTenant(
                    tenant,
                    row.getString("name"),
                    active,
                    row.getBoolean("is_default"),
                    BlindLimit.ofSeconds(row.getLong("blind_max_seconds")),
                    new PingInterval(row.getInt("ping_interval_seconds"))));
        } catch (IllegalArgumentException unreadable) {
            counters.unreadable("tenant", tenant, unreadable);
        }
        return tenant;
    }

    void readValves(Connection connection) {
        writer.valves(CellValves.load(connection, (id, why) -> counters.unreadable("valve", id, why)));
    }

    void readKeys(Connection connection) {
        List<SealedServerKey> sealed =
                ServerKeys.load(connection, (keyId, why) -> counters.unreadable("server_key", keyId, why));
        writer.keys(TokenKeys.open(sealed, opener));
    }
}
