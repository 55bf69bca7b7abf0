package io.holdfast.edge.admission;

import io.holdfast.edge.image.HashPrefix;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.tenancy.TenantId;

/** Accepted devices as an image shows them. */
final class Devices {
    private Devices() {}

    static ImageDevice of(TenantId tenant, int index) {
        return new ImageDevice(
                index,
                tenant,
                DeviceId.random(),
                AuthSetId.random(),
                ImageStanding.ACCEPTED,
                0,
                0,
                false,
                false,
                HashPrefix.of(new byte[32]),
                0);
    }
}
