package io.holdfast.edge.intake;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A journal that a test can fill up, and that lasts as long as the test. */
final class MemoryJournal implements LocalJournal {
    private final Map<JournalLane, TreeMap<Long, Entry>> lanes = new EnumMap<>(JournalLane.class);
    private final int capacity;
    private long position;
    private final List<Kept> ever = new ArrayList<>();

    private record Kept(JournalLane lane, Entry entry) {}

    MemoryJournal(int capacity) {
        this.capacity = capacity;
        for (JournalLane lane : JournalLane.values()) {
            lanes.put(lane, new TreeMap<>());
        }
    }

    private TreeMap<Long, Entry> of(JournalLane lane) {
        return java.util.Objects.requireNonNull(lanes.get(lane));
    }

    @Override
    public synchronized boolean append(JournalLane lane, List<Entry> entries) {
        if (of(lane).size() + entries.size() > capacity) {
            return false;
        }
        for (Entry entry : entries) {
            if (lane == JournalLane.INVENTORY && entry.replacesEarlier()) {
                of(lane).values().removeIf(old -> old.device().equals(entry.device()));
            }
            of(lane).put(++position, entry);
            ever.add(new Kept(lane, entry));
        }
        return true;
    }

    @Override
    public synchronized List<Positioned> oldest(JournalLane lane, int max, long maxBytes) {
        List<Positioned> oldest = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<Long, Entry> kept : of(lane).entrySet()) {
            bytes += kept.getValue().body().length;
            if (oldest.size() == max || (bytes > maxBytes && !oldest.isEmpty())) {
                break;
            }
            oldest.add(new Positioned(kept.getKey(), kept.getValue()));
        }
        return oldest;
    }

    @Override
    public synchronized boolean remove(JournalLane lane, List<Long> positions) {
        positions.forEach(of(lane)::remove);
        return true;
    }

    @Override
    public synchronized boolean isEmpty(JournalLane lane) {
        return of(lane).isEmpty();
    }

    synchronized boolean isEmpty() {
        return lanes.values().stream().allMatch(TreeMap::isEmpty);
    }

    synchronized Collection<Entry> entries(JournalLane lane) {
        return List.copyOf(of(lane).values());
    }

    /** How many entries there were ever. */
    synchronized int appended() {
        return ever.size();
    }

    /** Every entry there was in a lane, in order. */
    synchronized List<Entry> everKept(JournalLane lane) {
        return ever.stream()
                .filter(kept -> kept.lane() == lane)
                .map(Kept::entry)
                .toList();
    }
}
