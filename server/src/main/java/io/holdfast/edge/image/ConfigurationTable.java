package io.holdfast.edge.image;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;

/**
 * What devices are configured to, beside their records: most devices have nothing here and cost nothing, the others 4 bytes, 24 more
 * for an object of their own, and their share of the text. One writer, readers without locks.
 */
final class ConfigurationTable {
    private static final int BITS = 10;
    private static final int SIZE = 1 << BITS;

    private final Map<Integer, AtomicReferenceArray<ImageConfiguration>> chunks = new ConcurrentHashMap<>();
    private final SharedTexts texts;
    private int entries;
    private volatile long slotBytes;

    ConfigurationTable(SharedTexts texts) {
        this.texts = texts;
    }

    /** Shared with what is deployed. */
    SharedTexts texts() {
        return texts;
    }

    /** Whether the text would find room as what the tenant's device with the index is configured to. From any thread. */
    boolean fits(int tenant, int index, String text) {
        return isNothing(text) || texts.fits(tenant, text, text(at(index)).orElse(""));
    }

    ImageConfiguration at(int index) {
        AtomicReferenceArray<ImageConfiguration> chunk = chunks.get(index >>> BITS);
        ImageConfiguration found = chunk == null ? null : chunk.get(index & (SIZE - 1));
        return found == null ? ImageConfiguration.NONE : found;
    }

    /** Every index at which there is something. */
    void each(IntConsumer visitor) {
        chunks.forEach((chunk, slots) -> {
            for (int i = 0; i < SIZE; i++) {
                if (slots.get(i) != null) {
                    visitor.accept((chunk << BITS) + i);
                }
            }
        });
    }

    long bytes() {
        return slotBytes + texts.bytes();
    }

    /** Whether anything changed by this, for a device of the tenant with this index. By the writer only. */
    boolean put(int tenant, int index, ImageConfiguration wanted) {
        ImageConfiguration before = at(index);
        if (before.equals(wanted)) {
            return false;
        }
        // First, so that a device which changes needs no room but its own.
        release(tenant, before);
        ImageConfiguration next = held(tenant, wanted);
        if (before.equals(next)) {
            return false;
        }
        boolean nothing = next.equals(ImageConfiguration.NONE);
        slots(index).set(index & (SIZE - 1), nothing ? null : next);
        entries += (nothing ? 0 : 1) - (before.equals(ImageConfiguration.NONE) ? 0 : 1);
        slotBytes = (long) chunks.size() * SIZE * Integer.BYTES + entries * 24L;
        return true;
    }

    private ImageConfiguration held(int tenant, ImageConfiguration wanted) {
        return switch (wanted) {
            case ImageConfiguration.NoRoom noRoom -> noRoom;
            case ImageConfiguration.Known known ->
                isNothing(known.configured())
                        ? new ImageConfiguration.Known(
                                ImageConfiguration.NONE.configured(), known.hasReport(), known.reportedHash())
                        : texts.take(tenant, known.configured())
                                .<ImageConfiguration>map(text ->
                                        new ImageConfiguration.Known(text, known.hasReport(), known.reportedHash()))
                                .orElseGet(ImageConfiguration.NoRoom::new);
        };
    }

    private void release(int tenant, ImageConfiguration before) {
        text(before).ifPresent(text -> texts.release(tenant, text));
    }

    /** The text that is held for it: none for nothing, which takes no room. */
    private static Optional<String> text(ImageConfiguration configuration) {
        return configuration instanceof ImageConfiguration.Known known && !isNothing(known.configured())
                ? Optional.of(known.configured())
                : Optional.empty();
    }

    private static boolean isNothing(String text) {
        return text.equals(ImageConfiguration.NONE.configured());
    }

    private AtomicReferenceArray<ImageConfiguration> slots(int index) {
        return chunks.computeIfAbsent(index >>> BITS, absent -> new AtomicReferenceArray<>(SIZE));
    }
}
