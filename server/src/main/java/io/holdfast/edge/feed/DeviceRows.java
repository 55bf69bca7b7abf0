package io.holdfast.edge.feed;

import io.holdfast.edge.image.DeviceRow;
import io.holdfast.edge.image.HashPrefix;
import io.holdfast.edge.image.ImageConfiguration;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.edge.image.RunningSoftware;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.Standing;
import io.holdfast.platform.database.Query;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.Configuration;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** Reads devices as the database has them now and puts them into the image. */
final class DeviceRows {
    /** Ids of one statement: about 8 KB of parameters. */
    static final int IDS_MAX = 500;

    private static final int STREAMED = 5_000;

    // A device's key is that of the auth set with the device's own standing: at most one accepted, by a unique index;
    // of several
    // preauthorised ones the oldest stands in the image, and the others find the device through the database.
    private static final String DEVICES = """
            select d.tenant_id, d.device_id, d.identity_hash, d.standing, d.not_before_seq,
                   s.auth_set_id, s.key_hash, i.content_hash,
                   coalesce(i.device_type, i.attributes #>> '{device_type,value}', '') as device_type,
                   coalesce(i.artifact_name, i.attributes #>> '{artifact_name,value}', '') as artifact_name,
                   c.configured::text as configured, r.content_hash as reported_hash
              from device d
              left join lateral (
                   select a.auth_set_id, a.key_hash
                     from auth_set a
                    where a.tenant_id = d.tenant_id and a.device_id = d.device_id and a.standing = d.standing
                    order by a.created_at, a.auth_set_id
                    limit 1) s on d.standing in ('accepted', 'preauthorized')
              left join inventory i on i.tenant_id = d.tenant_id and i.device_id = d.device_id
              left join device_configuration c on c.tenant_id = d.tenant_id and c.device_id = d.device_id
              left join reported_configuration r on r.tenant_id = d.tenant_id and r.device_id = d.device_id
            """;

    private static final String SOME = DEVICES + """
             where d.tenant_id = ? and d.device_id = any (?)
            """;

    // Inventories of before there were columns for it are read from their attributes, which costs more.
    // All tenants in one stream: a load by tenant would cost a statement for each of them. Standings unknown here are
    // met too.
    private static final String ALL = DEVICES + """
             where d.standing not in ('pending', 'rejected', 'noauth')
            """;

    private static final String SOME_TOMBSTONES = """
            select device_id from device_tombstone where tenant_id = ? and device_id = any (?)
            """;

    private static final String ALL_TOMBSTONES = """
            select tenant_id, device_id from device_tombstone
            """;

    private static final String OPEN_DEPLOYMENTS = """
            select t.device_id, t.deployment_id
              from deployment_device t
              join deployment d on d.tenant_id = t.tenant_id and d.deployment_id = t.deployment_id
             where t.tenant_id = ? and t.device_id = any (?) and not t.finished and d.standing = 'active'
            """;

    private final ImageWriter writer;
    private final FeedCounters counters;

    DeviceRows(ImageWriter writer, FeedCounters counters) {
        this.writer = writer;
        this.counters = counters;
    }

    /** Reads these devices and the deployments that await them. */
    void read(Connection connection, TenantId tenant, Collection<DeviceId> devices) {
        List<DeviceId> all = new ArrayList<>(devices);
        for (int from = 0; from < all.size(); from += IDS_MAX) {
            readSome(connection, tenant, all.subList(from, Math.min(all.size(), from + IDS_MAX)));
        }
    }

    private void readSome(Connection connection, TenantId tenant, List<DeviceId> devices) {
        Set<DeviceId> absent = new HashSet<>(devices);
        Query.on(connection, SOME)
                .with(tenant.value(), ids(devices))
                .list(this::put)
                .forEach(absent::remove);
        if (!absent.isEmpty()) {
            readAbsent(connection, tenant, absent);
        }
        Map<DeviceId, Set<DeploymentId>> open = open(connection, tenant, devices);
        devices.forEach(device -> writer.awaits(tenant, device, open.getOrDefault(device, Set.of())));
    }

    private void readAbsent(Connection connection, TenantId tenant, Set<DeviceId> absent) {
        List<DeviceId> revoked = Query.on(connection, SOME_TOMBSTONES)
                .with(tenant.value(), ids(absent))
                .list(row -> new DeviceId(Query.uuid(row, "device_id")));
        revoked.forEach(device -> writer.revoked(tenant, device));
        revoked.forEach(absent::remove);
        absent.forEach(device -> writer.notAccepted(tenant, device));
    }

    private static Map<DeviceId, Set<DeploymentId>> open(
            Connection connection, TenantId tenant, List<DeviceId> devices) {
        Map<DeviceId, Set<DeploymentId>> open = new HashMap<>();
        Query.on(connection, OPEN_DEPLOYMENTS)
                .with(tenant.value(), ids(devices))
                .list(row -> open.computeIfAbsent(new DeviceId(Query.uuid(row, "device_id")), absent -> new HashSet<>())
                        .add(new DeploymentId(Query.uuid(row, "deployment_id"))));
        return open;
    }

    /** Reads every device that may be in an image, and every proof of revocation. */
    void readAll(Connection connection) {
        Query.on(connection, ALL).each(STREAMED, this::put);
        Query.on(connection, ALL_TOMBSTONES)
                .each(
                        STREAMED,
                        row -> writer.revoked(
                                new TenantId(Query.uuid(row, "tenant_id")),
                                new DeviceId(Query.uuid(row, "device_id"))));
    }

    private DeviceId put(ResultSet row) throws SQLException {
        TenantId tenant = new TenantId(Query.uuid(row, "tenant_id"));
        DeviceId device = new DeviceId(Query.uuid(row, "device_id"));
        try {
            switch (Standing.stored(row.getString("standing"))) {
                case ACCEPTED -> writer.device(device(row, tenant, device, ImageStanding.ACCEPTED));
                case PREAUTHORIZED -> writer.device(device(row, tenant, device, ImageStanding.PREAUTHORIZED));
                case PENDING, REJECTED, NOAUTH -> writer.notAccepted(tenant, device);
            }
        } catch (IllegalArgumentException | NullPointerException unreadable) {
            writer.unreadable(tenant, device);
            counters.unreadable("device", device, unreadable);
        }
        return device;
    }

    private static DeviceRow device(ResultSet row, TenantId tenant, DeviceId device, ImageStanding standing)
            throws SQLException {
        UUID authSet = Objects.requireNonNull(row.getObject("auth_set_id", UUID.class), "no auth set is " + standing);
        long inventory = row.getLong("content_hash");
        OptionalLong inventoryHash = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(inventory);
        return new DeviceRow(
                tenant,
                device,
                new AuthSetId(authSet),
                HashPrefix.of(row.getBytes("identity_hash")),
                HashPrefix.of(row.getBytes("key_hash")),
                standing,
                row.getLong("not_before_seq"),
                inventoryHash,
                configuration(row),
                new RunningSoftware(row.getString("device_type"), row.getString("artifact_name")));
    }

    private static ImageConfiguration configuration(ResultSet row) throws SQLException {
        long reported = row.getLong("reported_hash");
        boolean hasReport = !row.wasNull();
        Optional<String> configured = Optional.ofNullable(row.getString("configured"));
        return configured.isEmpty() && !hasReport
                ? ImageConfiguration.NONE
                : new ImageConfiguration.Known(
                        configured
                                .map(text -> Configuration.ofText(text).text())
                                .orElseGet(ImageConfiguration.NONE::configured),
                        hasReport,
                        hasReport ? reported : 0);
    }

    private static UUID[] ids(Collection<DeviceId> devices) {
        return devices.stream().map(DeviceId::value).toArray(UUID[]::new);
    }
}
