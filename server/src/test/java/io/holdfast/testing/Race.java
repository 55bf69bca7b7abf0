package io.holdfast.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Runs the same deed many times at once. */
public final class Race {
    private Race() {}

    /** What each of {@code count} racers got; all start together, one virtual thread each. */
    public static <T> List<T> run(int count, IntFunction<T> deed) {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> racers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                racers.add(threads.submit(() -> {
                    start.await();
                    return deed.apply(number);
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> racer : racers) {
                results.add(racer.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("a racer failed", e);
        }
    }
}
