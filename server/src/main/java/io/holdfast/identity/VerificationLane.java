package io.holdfast.identity;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A few threads and a bounded queue for signature checks, which cost 0.1 to 2 ms each and must not hold up an event loop. Keys
 * that were never seen have a lane of their own, of a quarter of the cores, and of one where there are fewer than four: strangers
 * cannot crowd out the fleet.
 */
public final class VerificationLane implements AutoCloseable {
    static final int NEW_WAITING_MAX = 2_000;

    private final ThreadPoolExecutor threads;

    private VerificationLane(String name, int threads, int queued) {
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
    public static VerificationLane forKnownKeys(int cores) {
        return new VerificationLane("known", cores, 10_000);
    }

    /** For keys never seen: a quarter of the cores, at least one thread; 2,000 waiting are at most four seconds. */
    public static VerificationLane forNewKeys(int cores) {
        return new VerificationLane("new", Math.max(1, cores / 4), NEW_WAITING_MAX);
    }

    /**
     * Runs the check.
     *
     * @throws RejectedExecutionException when the lane is full: answer 503
     */
    <T> CompletionStage<T> run(Supplier<T> check) {
        return CompletableFuture.supplyAsync(check, threads);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
