package io.holdfast.inventory;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.wire.mender.InventoryReport;

/**
 * Whether an inventory report says what is on record already, so that it costs nothing. It may be trusted only while this node
 * reads the feed and the device's last change is old enough for every node's to have arrived; otherwise the comparison is made
 * in SQL.
 */
public final class UnchangedInventory {
    /** A change that another node took in is here within 2 s or this node is not fresh; the rest is margin. */
    static final long SETTLED_SECONDS = 5;

    private final FleetImage image;

    public UnchangedInventory(FleetImage image) {
        this.image = image;
    }

    /** True when the report can be acknowledged without writing anything. */
    public boolean holds(ImageDevice device, InventoryReport report) {
        return device.hasInventory()
                && image.fresh()
                && image.secondsSinceChange(device) >= SETTLED_SECONDS
                && device.inventoryHash() == report.contentHash();
    }
}
