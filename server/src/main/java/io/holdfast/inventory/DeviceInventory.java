package io.holdfast.inventory;

import io.holdfast.identity.DeviceRef;
import io.holdfast.wire.mender.InventoryReport;

/**
 * What a device says of itself.
 *
 * @param attributes {@link InventoryReport#toJson()}: the form that is stored
 * @param contentHash {@link InventoryReport#contentHash()}
 * @param extent what becomes of what it said before
 */
public record DeviceInventory(DeviceRef device, String attributes, long contentHash, Extent extent) {

    /** How much of a device's inventory a report is. */
    public enum Extent {
        /** All of it: what it does not name is gone. */
        WHOLE,
        /** Some of it: what it does not name stays. */
        PART
    }

    public static DeviceInventory of(DeviceRef device, InventoryReport report, Extent extent) {
        return new DeviceInventory(device, report.toJson(), report.contentHash(), extent);
    }

    boolean isPart() {
        return extent == Extent.PART;
    }
}
