package io.holdfast.identity;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.platform.clock.ClockWatch;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.token.DeviceToken;
import io.holdfast.wire.token.DeviceTokens;
import java.time.Duration;

/** Makes device tokens: one HMAC, no database. */
public final class DeviceTokenMint {
    /** Mender's default lifetime, which its clients expect to be days. */
    static final Duration LIFETIME = Duration.ofDays(7);

    /** Lifetimes are spread by so much either way: tokens minted in one hour expire over more than two days. */
    static final double SPREAD = 0.2;

    private final FleetImage image;
    private final ClockWatch clock;
    private final Dice dice;

    public DeviceTokenMint(FleetImage image, ClockWatch clock, Dice dice) {
        this.image = image;
        this.clock = clock;
        this.dice = dice;
    }

    /**
     * A new token.
     *
     * @param seq the feed number at which the device was seen to be accepted; a later revocation has a higher one
     */
    String mint(TenantId tenant, DeviceId device, AuthSetId authSet, long seq) {
        long now = clock.now().getEpochSecond();
        long lifetime = dice.spread(LIFETIME.toSeconds(), SPREAD);
        DeviceToken token = new DeviceToken(device.value(), authSet.value(), tenant.value(), now, now + lifetime, seq);
        return DeviceTokens.mint(token, image.tokenKeys().signingDeviceTokens());
    }
}
