package io.holdfast.fleet.link;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** Notes when shares of the herd had opened since one moment. Told from every loop. */
final class RecoveryWatch {
    private static final int FIRST = 0;
    private static final int HALF = 1;
    private static final int MOST = 2;
    private static final int ALL = 3;

    private final int number;
    private final int links;
    private final long since;
    private final AtomicInteger back = new AtomicInteger();
    /** Nanoseconds since {@code since}, plus one so that 0 means not yet. */
    private final AtomicLongArray reached = new AtomicLongArray(4);

    /**
     * @param number of the moment: a link that opened remembers it
     * @param since of the monotonic clock
     */
    RecoveryWatch(int number, int links, long since) {
        this.number = number;
        this.links = links;
        this.since = since;
    }

    int number() {
        return number;
    }

    /** A link opened for the first time since. */
    void back(long now) {
        int count = back.incrementAndGet();
        for (int share = FIRST; share <= ALL; share++) {
            if (count == threshold(share)) {
                reached.set(share, now - since + 1);
            }
        }
    }

    private int threshold(int share) {
        return switch (share) {
            case FIRST -> 1;
            case HALF -> (links + 1) / 2;
            case MOST -> (int) Math.ceil(links * 0.99);
            default -> links;
        };
    }

    Recovery now() {
        return new Recovery(links, back.get(), time(FIRST), time(HALF), time(MOST), time(ALL));
    }

    private Optional<Duration> time(int share) {
        long nanos = reached.get(share);
        return nanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos - 1));
    }
}
