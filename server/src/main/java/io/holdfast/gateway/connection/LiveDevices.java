package io.holdfast.gateway.connection;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.gateway.link.DeviceLinks;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.tenancy.TenantId;
import java.util.Optional;

/** Which devices have a live link to this node. Asked from memory. */
public final class LiveDevices {
    private final FleetImage image;
    private final DeviceLinks links;

    public LiveDevices(FleetImage image, DeviceLinks links) {
        this.image = image;
        this.links = links;
    }

    /** What is known of a device's link. */
    public sealed interface Found {
        record Connected(DeviceRef device) implements Found {}

        record NotConnected(DeviceRef device) implements Found {}

        /** There is no such accepted device. */
        record Unknown() implements Found {}

        /** The node does not know it, and does not know enough to say that there is none. */
        record Untold() implements Found {}
    }

    /** Whether this node has the device's link. */
    public boolean has(DeviceRef device) {
        return image.device(device.tenant(), device.device())
                .filter(known -> links.find(known).isPresent())
                .isPresent();
    }

    /** Looks for a device of the tenant. */
    public Found find(TenantId tenant, DeviceId id) {
        Optional<ImageDevice> device = image.device(tenant, id);
        if (device.isEmpty()) {
            return image.fresh() ? new Found.Unknown() : new Found.Untold();
        }
        DeviceRef ref = new DeviceRef(tenant, id);
        return links.find(device.get()).isPresent() ? new Found.Connected(ref) : new Found.NotConnected(ref);
    }
}
