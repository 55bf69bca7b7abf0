package io.holdfast.platform.database;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.RefusedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * The permits that stand before the database for people's calls: as many as {@link PermitLimit} finds, no owner more than his share,
 * first come first served among those that have room in theirs. Who finds none waits a bounded time among bounded others, and is then
 * told {@code database.busy}. Safe from any thread.
 */
public final class DatabasePermits {
    /** Longer, and people wait for what they will be refused; a call holds its permit for milliseconds. */
    static final Duration WAIT_MAX = Duration.ofSeconds(1);

    /** Half of the calls that may be in progress: the others are somewhere else, or are told to come back. */
    static final int WAITING_MAX = 256;

    private static final Refusal BUSY =
            new Refusal(503, "database.busy", "the database has as many calls as it can take; try again");

    /** How many permits one owner may have beside the others'. */
    @FunctionalInterface
    public interface Shares {
        /** Whether an owner of so many of the permits that are used may have one more, when there are so many in all. */
        boolean admits(int permits, int used, int own);
    }

    private final Clock clock;
    private final Duration waitMax;
    private final Shares shares;
    private final PermitLimit limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Object, Integer> held = new HashMap<>();
    private final Set<Waiter> waiting = new LinkedHashSet<>();
    private int used;
    private long refused;

    /** @param max as many as there are connections */
    public DatabasePermits(int max, Shares shares, Clock clock) {
        this(max, shares, clock, WAIT_MAX);
    }

    DatabasePermits(int max, Shares shares, Clock clock, Duration waitMax) {
        this.limit = new PermitLimit(max);
        this.waitMax = waitMax;
        this.shares = shares;
        this.clock = clock;
    }

    private static final class Waiter {
        private final Object owner;
        private final Condition turn;
        private boolean admitted;

        Waiter(Object owner, Condition turn) {
            this.owner = owner;
            this.turn = turn;
        }
    }

    /**
     * Takes a permit, waiting for it if need be. Followed by exactly one {@link #giveBack}.
     *
     * @throws RefusedException {@code database.busy}
     */
    void take(Object owner) {
        lock.lock();
        try {
            if (waiting.isEmpty() && hasRoom(owner)) {
                grant(owner);
                return;
            }
            if (waiting.size() >= WAITING_MAX) {
                throw busy();
            }
            await(new Waiter(owner, lock.newCondition()));
        } finally {
            lock.unlock();
        }
    }

    private void await(Waiter waiter) {
        waiting.add(waiter);
        admitWaiting();
        long left = waitMax.toNanos();
        try {
            while (!waiter.admitted && left > 0) {
                left = waiter.turn.awaitNanos(left);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (!waiter.admitted) {
            waiting.remove(waiter);
            throw busy();
        }
    }

    private RefusedException busy() {
        refused++;
        return BUSY.exception();
    }

    private boolean hasRoom(Object owner) {
        return shares.admits(limit.permits(), used, held.getOrDefault(owner, 0));
    }

    private void grant(Object owner) {
        used++;
        held.merge(owner, 1, Integer::sum);
    }

    /** In order, but past those whose owners have their share. */
    private void admitWaiting() {
        for (var each = waiting.iterator(); each.hasNext() && used < limit.permits(); ) {
            Waiter waiter = each.next();
            if (hasRoom(waiter.owner)) {
                each.remove();
                grant(waiter.owner);
                waiter.admitted = true;
                waiter.turn.signal();
            }
        }
    }

    /** Gives a permit back that was held since then, by the monotonic clock. */
    void giveBack(Object owner, long sinceNanos) {
        lock.lock();
        try {
            limit.answered(clock.monotonicNanos() - sinceNanos, used >= limit.permits());
            release(owner);
        } finally {
            lock.unlock();
        }
    }

    /** Gives a permit back with which no connection was to be had. */
    void giveBackUnused(Object owner) {
        lock.lock();
        try {
            limit.failed();
            release(owner);
        } finally {
            lock.unlock();
        }
    }

    private void release(Object owner) {
        used--;
        held.computeIfPresent(owner, (who, many) -> many > 1 ? Integer.valueOf(many - 1) : null);
        admitWaiting();
    }

    long nanos() {
        return clock.monotonicNanos();
    }

    /** How many there are now. */
    public int permits() {
        return read(limit::permits);
    }

    /** How many are taken now. */
    public int used() {
        return read(() -> used);
    }

    /** How many calls wait for one now. */
    public int waiting() {
        return read(waiting::size);
    }

    /** Calls that were told that the database is busy, since the start. */
    public long refused() {
        lock.lock();
        try {
            return refused;
        } finally {
            lock.unlock();
        }
    }

    private int read(IntSupplier what) {
        lock.lock();
        try {
            return what.getAsInt();
        } finally {
            lock.unlock();
        }
    }
}
