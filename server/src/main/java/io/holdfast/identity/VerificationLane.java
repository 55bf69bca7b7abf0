package io.holdfast.identity;

import io.holdfast.platform.clock.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A few threads and a bounded queue for signature checks, which cost 0.1 to 2 ms each and must not hold up an event loop. Keys
 * that were never seen have a lane of their own, of a quarter of the cores, and of one where there are fewer than four: strangers
 * cannot crowd out the fleet.
 */
public final class VerificationLane implements AutoCloseable {
    static final int NEW_WAITING_MAX = 2_000;

    /** Clients give up after 10 s or later and ask again: what they asked before is nobody's. */
    static final Duration AGE_MAX = Duration.ofSeconds(10);

    private static final long BUSY_NANOS = 1_000_000_000;
    private static final long CROWDED_NANOS = 1_500_000_000;

    /**
     * How much waits. Idle: less than half of what may, for less than a second. Crowded: three quarters, or longer than 1.5 s. Clients
     * wait for 10 s, so what is let in on top of that is still answered in time.
     */
    enum Load {
        IDLE,
        BUSY,
        CROWDED
    }

    private final ThreadPoolExecutor threads;
    private final int queued;
    private final Clock clock;
    private volatile long lastWaitNanos;
    private final LongAdder dropped = new LongAdder();

    private VerificationLane(String name, int threads, int queued, Clock clock) {
        this.clock = clock;
        this.queued = queued;
        this.threads = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queued),
                Thread.ofPlatform().daemon().name("verify-" + name + "-", 0).factory());
        this.threads.allowCoreThreadTimeOut(true);
    }

    /** For keys that the image knows. 10,000 waiting checks of 0.1 to 0.4 ms are two to four seconds of work on one core. */
    public static VerificationLane forKnownKeys(int cores, Clock clock) {
        return new VerificationLane("known", cores, 10_000, clock);
    }

    /** For keys never seen: a quarter of the cores, at least one thread; 2,000 waiting are at most four seconds. */
    public static VerificationLane forNewKeys(int cores, Clock clock) {
        return new VerificationLane("new", Math.max(1, cores / 4), NEW_WAITING_MAX, clock);
    }

    /**
     * Runs the check, unless by then it has waited for {@link #AGE_MAX} or who asked has gone: that work is not done, and the stage
     * fails with {@link Expired}.
     *
     * @param gone whether nobody waits for the answer any more; asked on a thread of the lane
     * @throws RejectedExecutionException when the lane is full: answer 503
     */
    <T> CompletionStage<T> run(Supplier<T> check, BooleanSupplier gone) {
        long asked = clock.monotonicNanos();
        return CompletableFuture.supplyAsync(
                () -> {
                    long waited = clock.monotonicNanos() - asked;
                    lastWaitNanos = waited;
                    if (waited > AGE_MAX.toNanos() || gone.getAsBoolean()) {
                        dropped.increment();
                        throw new Expired();
                    }
                    return check.get();
                },
                threads);
    }

    /** As {@link #run(Supplier, BooleanSupplier)} for somebody who surely waits. */
    <T> CompletionStage<T> run(Supplier<T> check) {
        return run(check, () -> false);
    }

    /** How much waits now. The time is what the check that was begun last had waited, so with nothing behind it it is past. */
    Load load() {
        int waiting = waiting();
        long wait = waiting == 0 ? 0 : lastWaitNanos;
        if (4L * waiting >= 3L * queued || wait > CROWDED_NANOS) {
            return Load.CROWDED;
        }
        return 2L * waiting >= queued || wait > BUSY_NANOS ? Load.BUSY : Load.IDLE;
    }

    /** Checks that wait now, those under way not among them. */
    int waiting() {
        return threads.getQueue().size();
    }

    /** Checks that were dropped before they were done, since the start. */
    public long dropped() {
        return dropped.sum();
    }

    /** A check that came too late for anybody. */
    static final class Expired extends RuntimeException {
        private static final long serialVersionUID = 1;

        Expired() {
            super("the check came too late for anybody", null, false, false);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
