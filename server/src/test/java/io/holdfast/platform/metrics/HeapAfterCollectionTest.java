package io.holdfast.platform.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapAfterCollectionTest {
    private static final int MIB = 1 << 20;

    @Test
    void what_is_needed_counts_and_garbage_that_nobody_collected_does_not() {
        HeapAfterCollection heap = new HeapAfterCollection();
        List<byte[]> needed = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            needed.add(new byte[MIB]);
        }
        System.gc();
        long with = heap.bytes().orElseThrow();
        assertThat(needed).hasSize(48);
        needed.clear();
        for (int i = 0; i < 16; i++) {
            needed.add(new byte[MIB]);
        }
        System.gc();
        long without = heap.bytes().orElseThrow();
        // A collector may give each of them a region or two of its own.
        assertThat(with - without).isBetween(16L * MIB, 96L * MIB);
        assertThat(heap.share()).isBetween(0.0, 1.0);
        assertThat(needed).hasSize(16);
    }
}
