package io.holdfast.edge.cohort;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** What a cohort cost lately, ten seconds at a time for five minutes, and what is usual for it. Of one thread. */
final class CohortHistory {
    /** A bucket is one round; 30 of them are five minutes and 3 KB. */
    static final int BUCKETS = 30;

    private final Deque<Spent> buckets = new ArrayDeque<>(BUCKETS);
    private final Baseline baseline = new Baseline();
    private long[] last;

    /** From these sums on. */
    CohortHistory(long[] sums) {
        last = sums;
    }

    void add(long[] sums, Duration span) {
        if (buckets.size() == BUCKETS) {
            buckets.removeFirst();
        }
        buckets.addLast(Spent.between(last, sums, span));
        last = sums;
    }

    /** Of the last so many rounds, as far as there were any. */
    Spent last(int rounds) {
        Spent sum = Spent.nothing();
        Iterator<Spent> newest = buckets.descendingIterator();
        for (int i = 0; i < rounds && newest.hasNext(); i++) {
            sum = sum.then(newest.next());
        }
        return sum;
    }

    /** Whether there was nothing in five minutes, so that nothing is lost with this but what is usual. */
    boolean isIdle() {
        return buckets.size() == BUCKETS && buckets.stream().allMatch(Spent::isNothing);
    }

    Baseline baseline() {
        return baseline;
    }
}
