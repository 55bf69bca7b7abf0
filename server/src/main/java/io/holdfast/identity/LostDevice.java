package io.holdfast.identity;

import io.holdfast.edge.image.HashPrefix;

/**
 * A device that was accepted in a history which the database no longer has.
 *
 * @param set the accepted auth set
 * @param identity of its identity data the first 16 bytes of the hash: more is not kept in an image
 * @param key of its accepted key likewise
 * @param notBeforeSeq tokens minted at a lower feed number were worthless
 */
public record LostDevice(DeviceRef ref, AuthSetId set, HashPrefix identity, HashPrefix key, long notBeforeSeq) {}
