package io.holdfast.edge.image;

import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.tenancy.TenantId;

/**
 * One device as the image knew it at one moment.
 *
 * @param index dense and local to this process; stands for this device as long as the process lives
 * @param authSet the auth set whose key is accepted or preauthorised; says nothing in another standing
 * @param notBeforeSeq tokens minted at a lower feed number are refused
 * @param inventoryHash content hash of the inventory on record; says nothing unless {@code hasInventory}
 * @param mayHaveUpdate false proves that no active deployment awaits the device
 * @param key the accepted or preauthorised key
 * @param changedSecond when this node last read a change of it, in seconds of {@link FleetImage}'s own clock
 */
public record ImageDevice(
        int index,
        TenantId tenant,
        DeviceId id,
        AuthSetId authSet,
        ImageStanding standing,
        long notBeforeSeq,
        long inventoryHash,
        boolean hasInventory,
        boolean mayHaveUpdate,
        HashPrefix key,
        int changedSecond) {

    /** Whether this is the accepted or preauthorised key; false in every other standing. */
    public boolean hasKey(byte[] keySha256) {
        return switch (standing) {
            case ACCEPTED, PREAUTHORIZED -> key.equals(HashPrefix.of(keySha256));
            case REVOKED, NOT_ACCEPTED, UNREADABLE -> false;
        };
    }
}
