package io.holdfast.edge.image;

import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** The devices whose configurations found no room, and which of them are read again because some became free. Used by one thread. */
final class LackingConfigurations {
    private final SharedTexts texts;
    private final RoaringBitmap lacking = new RoaringBitmap();
    private RoaringBitmap due = new RoaringBitmap();

    LackingConfigurations(SharedTexts texts) {
        this.texts = texts;
    }

    /** Whether it is the first that lacks its own. */
    boolean add(int index) {
        boolean first = lacking.isEmpty();
        lacking.add(index);
        return first;
    }

    void remove(int index) {
        lacking.remove(index);
    }

    boolean isEmpty() {
        return lacking.isEmpty();
    }

    /** Whether there are some to read. Everybody's turn comes before anybody's second, however often room becomes free. */
    boolean due() {
        due.and(lacking);
        if (due.isEmpty() && texts.freed()) {
            due = lacking.clone();
        }
        return !due.isEmpty();
    }

    /** The next to read, so many at most. */
    List<Integer> next(int atMost) {
        List<Integer> next = new ArrayList<>();
        while (next.size() < atMost && due()) {
            next.add(due.first());
            due.remove(due.first());
        }
        return next;
    }
}
