package io.holdfast.edge.image;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Who waits for the image to reach a feed number. Bounded; waiters are told in the order of their numbers. */
final class AppliedWaiters {
    /** Tokens from another node in the second after a bulk acceptance; beyond it callers come back later. */
    static final int WAITERS_MAX = 50_000;

    private record Waiter(long seq, CompletableFuture<Boolean> told) {}

    private final Object lock = new Object();
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(Comparator.comparingLong(Waiter::seq));
    private volatile long applied;

    long applied() {
        return applied;
    }

    /** True once the number is reached, false when the bound passed first or too many wait. Never fails. */
    CompletionStage<Boolean> when(long seq, Duration bound) {
        if (applied >= seq) {
            return CompletableFuture.completedStage(true);
        }
        Waiter waiter = new Waiter(seq, new CompletableFuture<>());
        synchronized (lock) {
            if (applied >= seq || waiters.size() >= WAITERS_MAX) {
                return CompletableFuture.completedStage(applied >= seq);
            }
            waiters.add(waiter);
        }
        waiter.told().completeOnTimeout(false, bound.toNanos(), TimeUnit.NANOSECONDS);
        return waiter.told().whenComplete((reached, failure) -> {
            if (!Boolean.TRUE.equals(reached)) {
                forget(waiter);
            }
        });
    }

    private void forget(Waiter waiter) {
        synchronized (lock) {
            waiters.remove(waiter);
        }
    }

    /** By the writer, when what the number stands for is in the image and in the local store. */
    void reached(long seq) {
        List<Waiter> due = new ArrayList<>();
        synchronized (lock) {
            applied = seq;
            while (!waiters.isEmpty() && waiters.element().seq() <= seq) {
                due.add(waiters.remove());
            }
        }
        due.forEach(waiter -> waiter.told().complete(true));
    }
}
