package io.holdfast.edge.admission;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * When each device was told to come back: four bytes a device of the chunks in use, by its index in the fleet image. A lost race
 * between two connections of one device costs a promise that is one of the two.
 */
final class PromisedSlots {
    /** No slot was promised. */
    static final int NONE = 0;

    private static final int CHUNK_BITS = 12;
    private static final int CHUNK = 1 << CHUNK_BITS;

    /** Device indices are below 8,000,000, as many as the image takes: 32 MB when a whole one comes back. */
    private static final int CHUNKS_MAX = 1 << 11;

    private final AtomicReferenceArray<int @Nullable []> chunks = new AtomicReferenceArray<>(CHUNKS_MAX);

    int of(int device) {
        int[] chunk = chunks.get(device >> CHUNK_BITS);
        return chunk == null ? NONE : chunk[device & (CHUNK - 1)];
    }

    void promise(int device, int tick) {
        int at = device >> CHUNK_BITS;
        int[] chunk = chunks.get(at);
        if (chunk == null) {
            int[] fresh = new int[CHUNK];
            chunk = chunks.compareAndSet(at, null, fresh) ? fresh : chunks.get(at);
        }
        if (chunk != null) {
            chunk[device & (CHUNK - 1)] = tick;
        }
    }
}
