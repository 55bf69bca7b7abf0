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

    private final ThreadPoolExecutor threads;
    private final Clock clock;
    private final LongAdder dropped = new LongAdder();

    private VerificationLane(String name, int threads, int queued, Clock clock) {
        this.clock = clock;
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
                    if (clock.monotonicNanos() - asked > AGE_MAX.toNanos() || gone.getAsBoolean()) {
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
