package io.holdfast.gateway.url;

import io.holdfast.access.Caller;
import io.holdfast.platform.clock.Clock;
import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.TenantId;
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
 * cannot be told, what was known is honoured, for as long as the tenant's devices are: our trouble is not theirs. Of whom nothing was
 * known nothing is believed: he may have signed out.
 */
public final class VisitorSessions {
    /** Who has not come for so long is asked for anew when he comes. */
    private static final long KEPT_NANOS = Duration.ofMinutes(1).toNanos();

    /** Three looks: one that takes long makes nobody wait. */
    private static final long BELIEVED_NANOS = Duration.ofMillis(1_500).toNanos();

    /** As long as a person takes a page for slow and not for broken; a database that hangs is none that answers. */
    private static final long WAIT_NANOS = Duration.ofSeconds(1).toNanos();

    private static final int MAX = 10_000;

    private final Function<Set<Caller>, Optional<Set<Caller>>> standing;
    private final Function<TenantId, BlindLimit> limits;
    private final Clock clock;
    private final Map<Caller, Seen> seen = new ConcurrentHashMap<>();
    // Then what is known is all there is to go by.
    private volatile boolean blind;
    private final Semaphore wanted = new Semaphore(0);

    /** Whether somebody is signed in, as far as can be told. */
    enum Standing {
        SIGNED_IN,
        SIGNED_OUT,
        /** It cannot be told now, or not any more. */
        UNTOLD
    }

    /**
     * For one cell.
     *
     * @param standing of these people, those who are signed in; empty when that cannot be told. Blocks.
     * @param limits how long what was known is honoured of a tenant's people
     */
    public VisitorSessions(
            Function<Set<Caller>, Optional<Set<Caller>>> standing, Function<TenantId, BlindLimit> limits, Clock clock) {
        this.standing = standing;
        this.limits = limits;
        this.clock = clock;
    }

    private static final class Seen {
        final CompletableFuture<Standing> first = new CompletableFuture<>();
        final long since;
        volatile long used;
        volatile long told;
        volatile Standing known;

        Seen(Standing known, long told, long now) {
            this.known = known;
            this.told = told;
            this.since = now;
            this.used = now;
        }
    }

    /** Whether he is signed in: at once if he came lately, else when it is known, and within a second or so. */
    CompletionStage<Standing> standing(Caller caller) {
        if (seen.size() >= MAX && !seen.containsKey(caller)) {
            return CompletableFuture.completedStage(Standing.UNTOLD);
        }
        long now = clock.monotonicNanos();
        Seen his = seen.compute(caller, (who, before) -> {
            if (before == null) {
                return new Seen(Standing.UNTOLD, now, now);
            }
            boolean outdated = before.first.isDone() && !blind && now - before.told > BELIEVED_NANOS;
            Seen current = outdated ? new Seen(before.known, before.told, now) : before;
            current.used = now;
            return current;
        });
        if (!his.first.isDone()) {
            wanted.release();
            return his.first;
        }
        return CompletableFuture.completedStage(judged(caller, his, now));
    }

    private Standing judged(Caller caller, Seen his, long now) {
        return his.known == Standing.SIGNED_IN && tooLong(caller, his, now) ? Standing.UNTOLD : his.known;
    }

    private boolean tooLong(Caller caller, Seen his, long now) {
        return limits.apply(caller.tenant()).exceededBy(Duration.ofNanos(now - his.told));
    }

    /** Whether he is known to have signed out, or what was known of him is older than his tenant's devices are honoured. */
    boolean ended(Caller caller) {
        long now = clock.monotonicNanos();
        return Optional.ofNullable(seen.get(caller))
                .filter(his -> his.known == Standing.SIGNED_OUT
                        || his.known == Standing.SIGNED_IN && tooLong(caller, his, now))
                .isPresent();
    }

    /** He goes on with what he has opened. */
    void stays(Caller caller) {
        long now = clock.monotonicNanos();
        var his = seen.compute(caller, (who, before) -> {
            Seen current = before == null ? new Seen(Standing.UNTOLD, now, now) : before;
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
        // While nothing can be told, who is forgotten would be a stranger when he comes again.
        seen.values().removeIf(his -> !blind && his.first.isDone() && now - his.used > KEPT_NANOS);
        Map<Caller, Seen> asked = Map.copyOf(seen);
        if (asked.isEmpty()) {
            return;
        }
        Optional<Set<Caller>> good = standing.apply(new HashSet<>(asked.keySet()));
        blind = good.isEmpty();
        long told = clock.monotonicNanos();
        asked.forEach((caller, his) -> {
            if (good.isPresent()) {
                his.known = good.get().contains(caller) ? Standing.SIGNED_IN : Standing.SIGNED_OUT;
                his.told = told;
            }
            answer(caller, his);
        });
    }

    /** Answers those who have waited for a look that does not end. To be called now and then, from another thread than the look's. */
    void giveUp() {
        long now = clock.monotonicNanos();
        seen.forEach((caller, his) -> {
            if (!his.first.isDone() && now - his.since > WAIT_NANOS) {
                blind = true;
                answer(caller, his);
            }
        });
    }

    private void answer(Caller caller, Seen his) {
        if (his.known == Standing.UNTOLD) {
            seen.remove(caller, his); // so that he is asked for when he comes again
        }
        his.first.complete(judged(caller, his, clock.monotonicNanos()));
    }

    /** Those who came lately, for a test. */
    List<Caller> known() {
        return List.copyOf(seen.keySet());
    }
}
