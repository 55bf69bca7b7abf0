package io.holdfast.platform.metrics;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.OptionalLong;

/**
 * What this process's old generation held after it was last collected: what is really needed, not what waits to be collected. A
 * collection of the young generation alone says nothing: the garbage in the old one stays. Empty before the first that did.
 */
public final class HeapAfterCollection {
    // Survivors and eden know no threshold of usage; the old generation does, whichever the collector.
    private final List<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
            .toList();

    /** In bytes. */
    public OptionalLong bytes() {
        long used = 0;
        for (MemoryPoolMXBean pool : old) {
            MemoryUsage usage = pool.getCollectionUsage();
            used += usage == null ? 0 : usage.getUsed();
        }
        return used == 0 ? OptionalLong.empty() : OptionalLong.of(used);
    }

    /** Of the most that the heap may be; 0 before the first collection, which then was not needed yet. */
    public double share() {
        return (double) bytes().orElse(0) / Runtime.getRuntime().maxMemory();
    }
}
