package io.holdfast.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.platform.clock.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Bounds how often a secret may be guessed: a key has so many attempts at once and gets one back every so often. Counted on
 * the monotonic clock; remembers at most 100,000 keys, the least used forgotten first.
 */
public final class AttemptThrottle {

    /** How many at once, and how long until another. */
    public record Allowance(int burst, Duration every) {}

    // 100 bytes each: 10 MB when an attacker fills it.
    private static final int KEYS_MAX = 100_000;

    private final Allowance allowance;
    private final Clock clock;
    private final Cache<String, Bucket> buckets;

    private record Bucket(double attempts, long atNanos) {}

    public AttemptThrottle(Allowance allowance, Clock clock) {
        this.allowance = allowance;
        this.clock = clock;
        // A bucket that has had time to fill is as good as none.
        Duration full = allowance.every().multipliedBy(allowance.burst());
        this.buckets = Caffeine.newBuilder()
                .maximumSize(KEYS_MAX)
                .expireAfterAccess(full)
                .ticker(clock::monotonicNanos)
                .build();
    }

    /** Takes one attempt; when there is none left, how long until there is. */
    public Optional<Duration> attempt(String key) {
        long now = clock.monotonicNanos();
        Bucket[] before = new Bucket[1];
        buckets.asMap().compute(key, (k, known) -> {
            Bucket filled = known == null ? new Bucket(allowance.burst(), now) : fill(known, now);
            before[0] = filled;
            return filled.attempts < 1 ? filled : new Bucket(filled.attempts - 1, now);
        });
        double missing = 1 - before[0].attempts;
        return missing <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(
                        (long) Math.ceil(missing * allowance.every().toNanos())));
    }

    /** Forgets the failures: who knows the secret was not guessing. */
    public void succeeded(String key) {
        buckets.invalidate(key);
    }

    private Bucket fill(Bucket bucket, long now) {
        double back = (double) (now - bucket.atNanos) / allowance.every().toNanos();
        return new Bucket(Math.min(allowance.burst(), bucket.attempts + back), now);
    }
}
