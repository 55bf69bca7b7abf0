package io.holdfast.edge.image;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The content of one device's record: what the database says of it, without what only this node knows.
 *
 * @param cohort the index of the cohort that its inventory on record says; below 16 million
 */
public record DeviceRecord(
        int tenantIndex,
        int cohort,
        long idHigh,
        long idLow,
        long authSetHigh,
        long authSetLow,
        HashPrefix identity,
        HashPrefix key,
        ImageStanding standing,
        long notBeforeSeq,
        boolean hasInventory,
        long inventoryHash) {

    /** Bytes of the form written by {@link #writeTo}. */
    public static final int BYTES = RecordChunk.WORDS * Long.BYTES;

    /** A record of which only the standing is known. */
    static DeviceRecord bare(int tenantIndex, int cohort, UUID id, ImageStanding standing, long notBeforeSeq) {
        return new DeviceRecord(
                tenantIndex,
                cohort,
                id.getMostSignificantBits(),
                id.getLeastSignificantBits(),
                0,
                0,
                HashPrefix.NONE,
                HashPrefix.NONE,
                standing,
                notBeforeSeq,
                false,
                0);
    }

    DeviceRecord with(ImageStanding next) {
        return copy(tenantIndex, cohort, next);
    }

    DeviceRecord inCohort(int index) {
        return copy(tenantIndex, index, standing);
    }

    /** Without the two numbers that are the node's own. */
    DeviceRecord ofNoNode() {
        return copy(0, 0, standing);
    }

    private DeviceRecord copy(int tenant, int inCohort, ImageStanding next) {
        return new DeviceRecord(
                tenant,
                inCohort,
                idHigh,
                idLow,
                authSetHigh,
                authSetLow,
                identity,
                key,
                next,
                notBeforeSeq,
                hasInventory,
                inventoryHash);
    }

    UUID id() {
        return new UUID(idHigh, idLow);
    }

    boolean hasIdentity() {
        return !identity.equals(HashPrefix.NONE);
    }

    /** Writes {@link #BYTES} bytes in the buffer's order. */
    public void writeTo(ByteBuffer buffer) {
        long[] words = new long[RecordChunk.WORDS];
        RecordChunk.encode(this, false, words, 0);
        for (long word : words) {
            buffer.putLong(word);
        }
    }

    /** @throws IllegalArgumentException for a standing this version does not know */
    public static DeviceRecord readFrom(ByteBuffer buffer) {
        long[] words = new long[RecordChunk.WORDS];
        for (int i = 0; i < words.length; i++) {
            words[i] = buffer.getLong();
        }
        return RecordChunk.decode(words, 0);
    }
}
