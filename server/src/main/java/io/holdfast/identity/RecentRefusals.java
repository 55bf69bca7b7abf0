package io.holdfast.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import java.time.Duration;
import java.util.Optional;

/**
 * Devices that the database lately said no to. A refused device asks again for ever, every few seconds; this keeps its asking
 * away from the database. An acceptance needs no eviction here, since the image is asked first.
 */
public final class RecentRefusals {
    /** 200,000 entries of about 250 B: 50 MB when a whole site of strangers knocks. */
    private static final int ENTRIES_MAX = 200_000;

    /** The database is asked again after one to two minutes, spread so that a herd does not return at once. */
    private static final Duration LIFETIME = Duration.ofSeconds(90);

    private static final double SPREAD = 1 / 3.0;

    private final Cache<Stranger, String> codes;

    public RecentRefusals(Clock clock, Dice dice) {
        Ticker ticker = clock::monotonicNanos;
        this.codes = Caffeine.newBuilder()
                .maximumSize(ENTRIES_MAX)
                .ticker(ticker)
                .expireAfter(Expiry.creating((Stranger stranger, String code) ->
                        Duration.ofMillis(dice.spread(LIFETIME.toMillis(), SPREAD))))
                .build();
    }

    Optional<String> find(Stranger stranger) {
        return Optional.ofNullable(codes.getIfPresent(stranger));
    }

    void remember(Stranger stranger, String code) {
        codes.put(stranger, code);
    }

    /** Forgets everything: a device was dismissed or decommissioned, so what was true of it may not be any more. */
    public void forget() {
        codes.invalidateAll();
    }
}
