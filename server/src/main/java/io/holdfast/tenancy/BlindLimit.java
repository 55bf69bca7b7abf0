package io.holdfast.tenancy;

import io.holdfast.platform.http.Refusal;
import java.time.Duration;

/** How long a node that cannot read the feed honours what it knew of a tenant's devices; after that it puts them off. */
public record BlindLimit(Duration atMost) {
    /** Longer, and a stolen token would outlive its revocation by more than a day. */
    public static final Duration LONGEST = Duration.ofHours(24);

    /** Shorter, and a failover of the database would put the whole fleet off. */
    public static final Duration SHORTEST = Duration.ofMinutes(15);

    /** What holds for a tenant that chose none. */
    public static final BlindLimit DEFAULT = new BlindLimit(LONGEST);

    public BlindLimit {
        if (!stands(atMost)) {
            throw new IllegalArgumentException("a node is not blind for at most " + atMost);
        }
    }

    private static boolean stands(Duration atMost) {
        return atMost.compareTo(SHORTEST) >= 0 && atMost.compareTo(LONGEST) <= 0;
    }

    /** As a person chose it. Throws {@link io.holdfast.platform.http.RefusedException} with {@code tenant.blind-max-invalid}. */
    public static BlindLimit chosen(Duration atMost) {
        if (!stands(atMost)) {
            throw Refusal.badRequest(
                            "tenant.blind-max-invalid",
                            "A blind node honours what it knew for 15 minutes at least and 24 hours at most.")
                    .exception();
        }
        return new BlindLimit(atMost);
    }

    /** As it was stored. */
    public static BlindLimit ofSeconds(long seconds) {
        return new BlindLimit(Duration.ofSeconds(seconds));
    }

    /** Whether a node that has been blind so long must not go on. */
    public boolean exceededBy(Duration blind) {
        return blind.compareTo(atMost) > 0;
    }
}
