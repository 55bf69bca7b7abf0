package io.holdfast.fleet.seed;

import io.holdfast.wire.token.DeviceToken;
import io.holdfast.wire.token.DeviceTokens;
import io.holdfast.wire.token.TokenKey;
import java.time.Duration;
import java.util.UUID;
import java.util.function.IntFunction;

/** Tokens of seeded devices, signed as the server signs them. */
public final class SeededTokens {
    private static final long LIFETIME_SECONDS = Duration.ofDays(7).toSeconds();

    private SeededTokens() {}

    /** The tokens of devices 0 to {@code count} − 1, minted at the feed's beginning. Takes about 2 µs each. */
    public static TokenTable mint(TokenKey key, UUID tenant, int count) {
        return mint(key, n -> tenant, count);
    }

    /** The same of devices in several tenants: device n belongs to {@code tenants.apply(n)}. */
    public static TokenTable mint(TokenKey key, IntFunction<UUID> tenants, int count) {
        long now = System.currentTimeMillis() / 1_000;
        return TokenTable.of(count, n -> {
            DeviceToken token = new DeviceToken(
                    SeededIds.device(n), SeededIds.authSet(n), tenants.apply(n), now, now + LIFETIME_SECONDS, 0);
            return DeviceTokens.mint(token, key);
        });
    }
}
