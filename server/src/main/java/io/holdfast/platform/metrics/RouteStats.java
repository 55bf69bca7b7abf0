package io.holdfast.platform.metrics;

import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** What became of one route's requests, and how long they took. Counting is two increments, safe from any thread. */
public final class RouteStats {
    private static final int CLASSES = 5;

    private final String name;
    private final SlowRequests slow;
    private final LatencyHistogram times = new LatencyHistogram();
    private final LongAdder putOff = new LongAdder();
    private final LongAdder[] byClass =
            IntStream.range(0, CLASSES).mapToObj(i -> new LongAdder()).toArray(LongAdder[]::new);

    RouteStats(String name, SlowRequests slow) {
        this.name = name;
        this.slow = slow;
    }

    /** From a short fixed list, never from a request. */
    public String name() {
        return name;
    }

    /** A request was answered. */
    public void answered(int status, long nanos) {
        byClass[Math.clamp(status / 100 - 1, 0, CLASSES - 1)].increment();
        times.record(nanos);
        slow.answered(name, status, nanos);
    }

    /** Of the requests answered 5xx one was put off on purpose: by a switch, a valve, a share or a limit. That is no error. */
    public void wasPutOff() {
        putOff.increment();
    }

    /** How many were put off on purpose so far. */
    public long putOff() {
        return putOff.sum();
    }

    /** Requests answered so far. */
    public long answered() {
        return IntStream.range(0, CLASSES).mapToLong(i -> byClass[i].sum()).sum();
    }

    /** Of them, those with a status of this class: 5 for 5xx. */
    public long answered(int statusClass) {
        return byClass[statusClass - 1].sum();
    }

    /** How long they took. */
    public LatencyHistogram times() {
        return times;
    }
}
