package io.holdfast.edge.feed;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageAudit;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.keys.KeyOpener;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Holds a running node's image against the database: all devices of a small fleet, a sample of a large one, in both directions.
 * A device that changes meanwhile is looked at again; one that differs every time differs.
 */
public final class ImageCheck {
    /** Reading these takes about a second; a whole second image of a million devices would take 200 MB. */
    static final int DEVICES_MAX = 10_000;

    /** Rows looked up from the database's side, a tenant. */
    private static final int ROWS_MAX = 1_000;

    private static final int TENANTS_MAX = 10;

    /** A device reports every few minutes at most, so one that is hot five times in a row is none. */
    private static final int TRIES = 5;

    private static final Duration CATCH_UP_MAX = Duration.ofSeconds(2);

    private final FleetImage image;
    private final KeyOpener opener;
    private final Clock clock;
    private final Dice dice;

    public ImageCheck(FleetImage image, KeyOpener opener, Clock clock, Dice dice) {
        this.image = image;
        this.opener = opener;
        this.clock = clock;
        this.dice = dice;
    }

    /** @param differences one line each; empty when image and database agree */
    public record Outcome(int compared, List<String> differences) {}

    /** Compares. The connection is in autocommit mode and is left so. */
    public Outcome run(Connection connection) throws SQLException {
        Set<DeviceRef> sample = new LinkedHashSet<>(fromImage());
        sample.addAll(fromDatabase(connection));
        List<DeviceRef> differing = List.copyOf(sample);
        List<String> lines = List.of();
        for (int i = 0; i < TRIES; i++) {
            FleetImage rebuilt = ImageRebuild.some(connection, opener, clock, differing);
            boolean reached = image.awaitApplied(rebuilt.appliedSeq(), CATCH_UP_MAX);
            ImageAudit.Differences found = ImageAudit.compare(image, rebuilt, differing);
            differing = found.devices();
            lines = found.lines();
            if (lines.isEmpty()) {
                break;
            }
        }
        return new Outcome(sample.size(), lines);
    }

    private List<DeviceRef> fromImage() {
        int count = image.deviceCount();
        List<DeviceRef> devices = new ArrayList<>();
        for (int i = 0; i < Math.min(count, DEVICES_MAX); i++) {
            int index = count <= DEVICES_MAX ? i : (int) Long.remainderUnsigned(dice.nextLong(), count);
            var device = image.device(index);
            devices.add(new DeviceRef(device.tenant(), device.id()));
        }
        return devices;
    }

    private static final String SOME = """
            select device_id from device where tenant_id = ? and device_id >= ? order by device_id limit ?
            """;

    private List<DeviceRef> fromDatabase(Connection connection) {
        List<DeviceRef> devices = new ArrayList<>();
        if (image.lacksDevices()) {
            return devices; // those without a place are known to be missing
        }
        List<TenantId> tenants = image.knownTenants().stream()
                .map(ImageTenant::id)
                .limit(TENANTS_MAX)
                .toList();
        for (TenantId tenant : tenants) {
            UUID from = image.deviceCount() <= DEVICES_MAX ? new UUID(0, 0) : dice.uuid();
            devices.addAll(Query.on(connection, SOME)
                    .with(tenant.value(), from, ROWS_MAX)
                    .list(row -> new DeviceRef(tenant, new DeviceId(Query.uuid(row, "device_id")))));
        }
        return devices;
    }
}
