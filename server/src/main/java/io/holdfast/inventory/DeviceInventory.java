package io.holdfast.inventory;

import io.holdfast.identity.DeviceRef;
import io.holdfast.wire.mender.InventoryReport;

/**
 * All that a device says of itself, replacing what it said before.
 *
 * @param attributes {@link InventoryReport#toJson()}: the form that is stored
 * @param contentHash {@link InventoryReport#contentHash()}
 */
public record DeviceInventory(DeviceRef device, String attributes, long contentHash) {

    public static DeviceInventory of(DeviceRef device, InventoryReport report) {
        return new DeviceInventory(device, report.toJson(), report.contentHash());
    }
}
