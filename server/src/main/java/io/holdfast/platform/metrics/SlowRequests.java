package io.holdfast.platform.metrics;

import io.holdfast.platform.clock.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The latest requests that took long: at most {@link #KEPT_MAX}, the oldest forgotten first. Names routes only, never a request's own words. */
public final class SlowRequests {
    /** A person waits that long before looking at the clock; a device's poll takes microseconds. */
    public static final Duration SLOW = Duration.ofSeconds(1);

    static final int KEPT_MAX = 256;

    /**
     * A request that took long.
     *
     * @param number counts them all, from 1
     */
    public record Slow(long number, Instant answeredAt, String route, int status, Duration took) {}

    private final Clock clock;
    private final ArrayDeque<Slow> latest = new ArrayDeque<>();
    private long number;

    public SlowRequests(Clock clock) {
        this.clock = clock;
    }

    void answered(String route, int status, long nanos) {
        if (nanos >= SLOW.toNanos()) {
            keep(route, status, nanos);
        }
    }

    private synchronized void keep(String route, int status, long nanos) {
        if (latest.size() == KEPT_MAX) {
            latest.removeFirst();
        }
        latest.addLast(new Slow(++number, clock.now(), route, status, Duration.ofNanos(nanos)));
    }

    /** Those kept whose number is above this one, oldest first. */
    public synchronized List<Slow> after(long seen) {
        if (number <= seen) {
            return List.of();
        }
        return new ArrayList<>(
                latest.stream().filter(slow -> slow.number() > seen).toList());
    }
}
