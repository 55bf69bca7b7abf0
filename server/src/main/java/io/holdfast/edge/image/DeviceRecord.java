package io.holdfast.edge.image;

import java.nio.ByteBuffer;
import java.util.UUID;

/** The content of one device's record: what the database says of it, without what only this node knows. */
public record DeviceRecord(
        int tenantIndex,
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
    static DeviceRecord bare(int tenantIndex, UUID id, ImageStanding standing, long notBeforeSeq) {
        return new DeviceRecord(
                tenantIndex,
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
        return copy(tenantIndex, next);
    }

    DeviceRecord ofTenant(int index) {
        return copy(index, standing);
    }

    private DeviceRecord copy(int tenant, ImageStanding next) {
        return new DeviceRecord(
                tenant,
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
