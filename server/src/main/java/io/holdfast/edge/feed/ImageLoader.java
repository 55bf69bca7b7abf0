package io.holdfast.edge.feed;

import io.holdfast.edge.image.ImageChanges;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.keys.KeyOpener;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Brings an image to what the database says, completely or thing by thing. Runs in the caller's repeatable-read transaction. */
public final class ImageLoader {
    private final ImageWriter writer;
    private final DeviceRows devices;
    private final RolloutRows rollouts;
    private final UrlsOfDevices urls;
    private final CellRows cell;

    public ImageLoader(ImageWriter writer, KeyOpener opener, FeedCounters counters) {
        this.writer = writer;
        this.devices = new DeviceRows(writer, counters);
        this.rollouts = new RolloutRows(writer, counters);
        this.urls = new UrlsOfDevices(writer, counters);
        this.cell = new CellRows(writer, opener, counters);
    }

    /** A loaded place in the feed and what changed on the way to it. */
    public record Loaded(FeedCursor cursor, ImageChanges changes) {}

    /** Reads everything; what the image held beyond it is gone afterwards. */
    public Loaded loadAll(Connection connection) {
        FeedCursor place = FeedReader.place(connection);
        writer.beginReload();
        cell.readKeys(connection);
        cell.readAllTenants(connection);
        cell.readValves(connection);
        devices.readAll(connection);
        rollouts.readAll(connection);
        urls.readAll(connection);
        return new Loaded(place, writer.endReload());
    }

    /** Reads keys, tenants and these devices. */
    FeedCursor loadSome(Connection connection, Collection<DeviceRef> some) {
        FeedCursor place = FeedReader.place(connection);
        cell.readKeys(connection);
        cell.readAllTenants(connection);
        byTenant(some).forEach((tenant, ids) -> devices.read(connection, tenant, ids));
        ImageChanges unused = writer.publish();
        return place;
    }

    private void readLacking(Connection connection) {
        byTenant(writer.nextLacking(DeviceRows.IDS_MAX))
                .forEach((tenant, ids) -> devices.read(connection, tenant, ids));
    }

    private static Map<TenantId, List<DeviceId>> byTenant(Collection<DeviceRef> devices) {
        return devices.stream()
                .collect(Collectors.groupingBy(
                        DeviceRef::tenant, Collectors.mapping(DeviceRef::device, Collectors.toList())));
    }

    /** Reads again what the feed named, and devices whose configurations may have room now. Devices first, so that a deployment finds its targets. */
    ImageChanges load(Connection connection, ChangedThings things) {
        if (things.keys()) {
            cell.readKeys(connection);
        }
        if (things.valves()) {
            cell.readValves(connection);
        }
        if (!things.tenants().isEmpty()) {
            cell.readTenants(connection, things.tenants());
        }
        things.devices().forEach((tenant, ids) -> devices.read(connection, tenant, ids));
        readLacking(connection);
        things.deployments().forEach((tenant, ids) -> rollouts.read(connection, tenant, ids));
        things.urls().forEach((tenant, ids) -> urls.read(connection, tenant, ids));
        return writer.publish();
    }
}
