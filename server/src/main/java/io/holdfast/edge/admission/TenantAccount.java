package io.holdfast.edge.admission;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What one tenant's devices used of the event loops, and what they may use. Charged by event loops, balanced by one thread. */
final class TenantAccount {
    /** Over about half a second: shorter, and one batch of requests looks like a flood. */
    private static final double WEIGHT = 0.2;

    private static final double COST_WEIGHT = 0.1;
    private static final double REFUSALS_PAY_MAX = 0.5;

    private final AtomicLong balance = new AtomicLong();
    private final LongAdder spent = new LongAdder();
    private final LongAdder served = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder refusing = new LongAdder();
    private final AtomicLong refusedEver = new AtomicLong();
    private volatile boolean above;
    // Of the balancing thread.
    private double spentPerSecond;
    private double refusedPerSecond;
    private double costNanos = 50_000;
    private volatile double demandPerSecond;
    private int idleRounds;

    /** By an event loop: an answered request. */
    void charge(long nanos) {
        spent.add(nanos);
        served.increment();
    }

    /** By an event loop: what it took to answer a request with 503. */
    void chargeRefusal(long nanos) {
        refusing.add(nanos);
    }

    /** By an event loop: a request that was put off. */
    void refuse() {
        refused.increment();
    }

    /** Whether the tenant asks for more than its share, so that its balance counts. */
    boolean above() {
        return above;
    }

    long balanceNanos() {
        // What was used since the last round is off already: a flood does not run for a round before it is seen.
        return balance.get() - spent.sum();
    }

    /** By the balancing thread: takes in what happened in the last round. Returns what the event loops spent on it, in nanoseconds. */
    long measure(double roundSeconds, double sharePerSecond) {
        long used = spent.sumThenReset();
        long answers = served.sumThenReset();
        long puttings = refused.sumThenReset();
        long refusals = refusing.sumThenReset();
        // Refusals are paid for as well, but not with all of a share: who heeds them is to be served among those who do
        // not.
        double paid = Math.min(refusals, sharePerSecond * roundSeconds * REFUSALS_PAY_MAX);
        balance.addAndGet(-used - (long) paid);
        refusedEver.addAndGet(puttings);
        if (answers > 0) {
            costNanos += COST_WEIGHT * ((double) used / answers - costNanos);
        }
        spentPerSecond += WEIGHT * ((used + refusals) / roundSeconds - spentPerSecond);
        refusedPerSecond += WEIGHT * (puttings / roundSeconds - refusedPerSecond);
        demandPerSecond = spentPerSecond + refusedPerSecond * costNanos;
        idleRounds = answers + puttings + refusals == 0 ? idleRounds + 1 : 0;
        return used + refusals;
    }

    /** By the balancing thread: adds a round's share. What was used beyond the account is owed, for at most one burst. */
    void refill(double sharePerSecond, double roundSeconds, double burstSeconds) {
        double burst = sharePerSecond * burstSeconds;
        balance.set((long) Math.clamp(balance.get() + sharePerSecond * roundSeconds, -burst, burst));
        above = demandPerSecond > sharePerSecond;
    }

    /** By the balancing thread: nobody is measured against shares now, and nothing is owed. */
    void free() {
        balance.set(0);
        above = false;
    }

    /** Event loop time that the tenant asks for, in nanoseconds a second: what it was given and, at its usual cost, what it was refused. */
    double demandPerSecond() {
        return demandPerSecond;
    }

    /** Requests put off since the node's start. */
    long refusedEver() {
        return refusedEver.get();
    }

    int idleRounds() {
        return idleRounds;
    }
}
