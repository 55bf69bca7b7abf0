package io.holdfast.edge.image;

import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.tenancy.TenantId;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * An accepted or preauthorised device as its rows in the database say.
 *
 * @param configuration what it is configured to
 * @param software what it said last in an inventory that it is and runs
 */
public record DeviceRow(
        TenantId tenant,
        DeviceId id,
        AuthSetId authSet,
        HashPrefix identity,
        HashPrefix key,
        ImageStanding standing,
        long notBeforeSeq,
        OptionalLong inventoryHash,
        ImageConfiguration configuration,
        RunningSoftware software) {

    /** One that never said what it is and runs. */
    public DeviceRow(
            TenantId tenant,
            DeviceId id,
            AuthSetId authSet,
            HashPrefix identity,
            HashPrefix key,
            ImageStanding standing,
            long notBeforeSeq,
            OptionalLong inventoryHash,
            ImageConfiguration configuration) {
        this(
                tenant,
                id,
                authSet,
                identity,
                key,
                standing,
                notBeforeSeq,
                inventoryHash,
                configuration,
                RunningSoftware.UNSAID);
    }

    /** One that is configured to nothing and never said what it is and runs. */
    public DeviceRow(
            TenantId tenant,
            DeviceId id,
            AuthSetId authSet,
            HashPrefix identity,
            HashPrefix key,
            ImageStanding standing,
            long notBeforeSeq,
            OptionalLong inventoryHash) {
        this(tenant, id, authSet, identity, key, standing, notBeforeSeq, inventoryHash, ImageConfiguration.NONE);
    }

    DeviceRecord record(int tenantIndex, int cohort) {
        UUID device = id.value();
        return new DeviceRecord(
                tenantIndex,
                cohort,
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
