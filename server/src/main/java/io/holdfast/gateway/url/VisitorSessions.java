package io.holdfast.gateway.url;

import io.holdfast.access.Caller;
import io.holdfast.platform.clock.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Whether people who visit device URLs are still signed in. Those who came lately are asked for together, twice a second and in one
 * statement; what they do is answered from that, so that a sign-out anywhere holds within a second and no request waits. While that
 * cannot be told, what was known is honoured: our trouble is not theirs.
 */
public final class VisitorSessions {
    /** Who has not come for so long is asked for anew when he comes. */
    private static final long KEPT_NANOS = Duration.ofMinutes(1).toNanos();

    /** Three looks: one that takes long makes nobody wait. */
    private static final long BELIEVED_NANOS = Duration.ofMillis(1_500).toNanos();

    private static final int MAX = 10_000;

    private final Function<Set<Caller>, Optional<Set<Caller>>> standing;
    private final Clock clock;
    private final Map<Caller, Seen> seen = new ConcurrentHashMap<>();
    // Then what is known is all there is to go by.
    private volatile boolean blind;
    private final Semaphore wanted = new Semaphore(0);

    /** @param standing of these people, those who are signed in; empty when that cannot be told. Blocks. */
    public VisitorSessions(Function<Set<Caller>, Optional<Set<Caller>>> standing, Clock clock) {
        this.standing = standing;
        this.clock = clock;
    }

    private static final class Seen {
        final CompletableFuture<Boolean> first = new CompletableFuture<>();
        volatile long used;
        volatile long told;
        volatile boolean good;

        Seen(boolean good) {
            this.good = good;
        }
    }

    /** Whether he is signed in: at once if he came lately, else when it is known. */
    CompletionStage<Boolean> good(Caller caller) {
        if (seen.size() >= MAX && !seen.containsKey(caller)) {
            return CompletableFuture.completedStage(false);
        }
        long now = clock.monotonicNanos();
        Seen his = seen.compute(caller, (who, known) -> {
            boolean outdated = known != null && known.first.isDone() && !blind && now - known.told > BELIEVED_NANOS;
            Seen current = known == null ? new Seen(true) : outdated ? new Seen(known.good) : known;
            current.used = now;
            return current;
        });
        if (!his.first.isDone()) {
            wanted.release();
            return his.first;
        }
        return CompletableFuture.completedStage(his.good);
    }

    /** Whether he is known to have signed out. */
    boolean ended(Caller caller) {
        return Optional.ofNullable(seen.get(caller)).filter(his -> !his.good).isPresent();
    }

    /** He goes on with what he has opened. */
    void stays(Caller caller) {
        long now = clock.monotonicNanos();
        var his = seen.compute(caller, (who, known) -> {
            Seen current = known == null ? new Seen(true) : known;
            current.used = now;
            return current;
        });
    }

    /** Waits until somebody is to be asked for, at most so long. */
    void awaitWish(Duration atMost) throws InterruptedException {
        boolean somebody = wanted.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
        wanted.drainPermits();
    }

    /** Asks for all who came lately. */
    public void look() {
        long now = clock.monotonicNanos();
        seen.values().removeIf(his -> his.first.isDone() && now - his.used > KEPT_NANOS);
        Map<Caller, Seen> asked = Map.copyOf(seen);
        if (asked.isEmpty()) {
            return;
        }
        Optional<Set<Caller>> good = standing.apply(new HashSet<>(asked.keySet()));
        blind = good.isEmpty();
        long told = clock.monotonicNanos();
        for (Map.Entry<Caller, Seen> one : asked.entrySet()) {
            Seen his = one.getValue();
            his.good = good.map(known -> known.contains(one.getKey())).orElse(his.good);
            his.told = told;
            his.first.complete(his.good);
        }
    }

    /** Those who came lately, for a test. */
    List<Caller> known() {
        return List.copyOf(seen.keySet());
    }
}
