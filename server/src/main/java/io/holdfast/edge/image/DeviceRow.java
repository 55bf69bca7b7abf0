package io.holdfast.edge.image;

import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.tenancy.TenantId;
import java.util.OptionalLong;
import java.util.UUID;

/** An accepted or preauthorised device as its rows in the database say. */
public record DeviceRow(
        TenantId tenant,
        DeviceId id,
        AuthSetId authSet,
        HashPrefix identity,
        HashPrefix key,
        ImageStanding standing,
        long notBeforeSeq,
        OptionalLong inventoryHash) {

    DeviceRecord record(int tenantIndex) {
        UUID device = id.value();
        return new DeviceRecord(
                tenantIndex,
                device.getMostSignificantBits(),
                device.getLeastSignificantBits(),
                authSet.value().getMostSignificantBits(),
                authSet.value().getLeastSignificantBits(),
                identity,
                key,
                standing,
                notBeforeSeq,
                inventoryHash.isPresent(),
                inventoryHash.orElse(0));
    }
}
