package io.holdfast.gateway.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The newest link of each device, by its index in the fleet image: one reference a device of the chunks in use, where a hash table
 * takes fifty bytes a link. Safe from any thread.
 */
final class LinkTable {
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK = 1 << CHUNK_BITS;

    /** Device indices are below 8,000,000, as many as the image takes. */
    private static final int CHUNKS_MAX = 1 << 11;

    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable DeviceLink>> chunks =
            new AtomicReferenceArray<>(CHUNKS_MAX);
    private final AtomicInteger count = new AtomicInteger();

    Optional<DeviceLink> find(int device) {
        AtomicReferenceArray<@Nullable DeviceLink> chunk = chunks.get(device >> CHUNK_BITS);
        return chunk == null ? Optional.empty() : Optional.ofNullable(chunk.get(device & (CHUNK - 1)));
    }

    /** Puts the link in place of the device's older one, which is given back; or gives the link back if it is the older. */
    Optional<DeviceLink> put(int device, DeviceLink link) {
        AtomicReferenceArray<@Nullable DeviceLink> chunk = chunk(device >> CHUNK_BITS);
        int at = device & (CHUNK - 1);
        while (true) {
            DeviceLink before = chunk.get(at);
            if (before != null && before.number() > link.number()) {
                return Optional.of(link);
            }
            if (chunk.compareAndSet(at, before, link)) {
                if (before == null) {
                    count.incrementAndGet();
                }
                return Optional.ofNullable(before);
            }
        }
    }

    /** Takes this link out, and no other of its device; false when it is not in place. */
    boolean remove(int device, DeviceLink link) {
        AtomicReferenceArray<@Nullable DeviceLink> chunk = chunk(device >> CHUNK_BITS);
        boolean removed = chunk.compareAndSet(device & (CHUNK - 1), link, null);
        if (removed) {
            count.decrementAndGet();
        }
        return removed;
    }

    private AtomicReferenceArray<@Nullable DeviceLink> chunk(int number) {
        AtomicReferenceArray<@Nullable DeviceLink> chunk = chunks.get(number);
        if (chunk != null) {
            return chunk;
        }
        AtomicReferenceArray<@Nullable DeviceLink> fresh = new AtomicReferenceArray<>(CHUNK);
        return chunks.compareAndSet(number, null, fresh) ? fresh : chunk(number);
    }

    int count() {
        return count.get();
    }

    void forEach(Consumer<DeviceLink> each) {
        for (int i = 0; i < CHUNKS_MAX; i++) {
            AtomicReferenceArray<@Nullable DeviceLink> chunk = chunks.get(i);
            for (int at = 0; chunk != null && at < CHUNK; at++) {
                DeviceLink link = chunk.get(at);
                if (link != null) {
                    each.accept(link);
                }
            }
        }
    }

    List<DeviceLink> all() {
        List<DeviceLink> all = new ArrayList<>(count());
        forEach(all::add);
        return all;
    }
}
