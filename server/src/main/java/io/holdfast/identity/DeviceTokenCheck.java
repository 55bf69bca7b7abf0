package io.holdfast.identity;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.clock.ClockWatch;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.token.DeviceToken;
import io.holdfast.wire.token.DeviceTokens;
import io.holdfast.wire.token.TokenOutcome;
import java.time.Duration;
import java.util.Optional;

/**
 * Judges device tokens from memory: one HMAC and one look at the fleet image. A stale image may say yes; where it would have
 * to say no without proof, the answer is {@link TokenVerdict.Unsure}.
 */
public final class DeviceTokenCheck {
    /** The feed is looked at every 200 ms; ten looks give a reader that lost its connection time to get another. */
    private static final Duration BLIND_RETRY = Duration.ofSeconds(10);

    /** A re-adoption takes one transaction, and a hundred share it. */
    private static final Duration READOPTION_RETRY = Duration.ofSeconds(5);

    /** Somebody must give the node memory first. */
    private static final Duration FULL_RETRY = Duration.ofMinutes(5);

    private final FleetImage image;
    private final Clock clock;
    private final ExpiryPacer expiry;
    private final LostHistory lost;
    private final ClockWatch watch;

    public DeviceTokenCheck(FleetImage image, Clock clock, ClockWatch watch, LostHistory lost) {
        this.image = image;
        this.clock = clock;
        this.watch = watch;
        this.lost = lost;
        this.expiry = new ExpiryPacer(clock);
    }

    /** Judges the token of an {@code Authorization: Bearer} header. */
    public TokenVerdict judge(String token) {
        return switch (DeviceTokens.read(token, image.tokenKeys().deviceTokens())) {
            case TokenOutcome.Valid valid -> judge(valid.token());
            case TokenOutcome.Malformed ignored -> new TokenVerdict.Refused("token.malformed");
            case TokenOutcome.BadSignature ignored -> new TokenVerdict.Refused("token.bad-signature");
            case TokenOutcome.NotADeviceToken ignored -> new TokenVerdict.Refused("token.not-a-device-token");
            case TokenOutcome.UnknownKey ignored ->
                image.tokenKeys().complete(KeyPurpose.DEVICE_TOKEN)
                        ? refusedIfFresh("token.unknown-key")
                        : new TokenVerdict.Unsure("token.key-unreadable", BLIND_RETRY);
        };
    }

    private TokenVerdict judge(DeviceToken token) {
        Optional<ImageDevice> found = image.device(new TenantId(token.tenantId()), new DeviceId(token.deviceId()));
        TokenVerdict verdict = found.isEmpty() ? judgeAbsent(token) : judge(token, found.get());
        boolean no = !(verdict instanceof TokenVerdict.Good);
        return no && token.mintedAtSeq() > image.appliedSeq() ? new TokenVerdict.Ahead(token.mintedAtSeq()) : verdict;
    }

    private TokenVerdict judgeAbsent(DeviceToken token) {
        return image.lacksDevices()
                ? new TokenVerdict.Unsure("image.full", FULL_RETRY)
                : refusedUnlessLost(token, "token.device-unknown");
    }

    private TokenVerdict judge(DeviceToken token, ImageDevice device) {
        return switch (device.standing()) {
            case ACCEPTED -> judgeAccepted(token, device);
            case REVOKED -> new TokenVerdict.Refused("token.device-decommissioned");
            case PREAUTHORIZED, NOT_ACCEPTED -> refusedUnlessLost(token, "token.device-not-accepted");
            case UNREADABLE -> new TokenVerdict.Unsure("token.device-unreadable", BLIND_RETRY);
        };
    }

    private TokenVerdict judgeAccepted(DeviceToken token, ImageDevice device) {
        boolean fresh = image.fresh();
        if (!fresh && image.blindTooLong(device.tenant())) {
            return new TokenVerdict.Unsure("image.blind-too-long", BLIND_RETRY);
        }
        if (image.suspended(device.tenant())) {
            return refusedIfFresh("token.tenant-suspended"); // it may be served again since
        }
        if (token.mintedAtSeq() < device.notBeforeSeq()) {
            return new TokenVerdict.Refused("token.revoked");
        }
        if (!device.authSet().value().equals(token.authSetId())) {
            return remembered(token)
                    ? new TokenVerdict.Unsure("token.readoption", READOPTION_RETRY)
                    : new TokenVerdict.Refused("token.key-replaced");
        }
        if (token.expiresAt() < clock.now().getEpochSecond() && fresh && watch.agrees() && expiry.mayExpire()) {
            return new TokenVerdict.Refused("token.expired");
        }
        return new TokenVerdict.Good(device);
    }

    private TokenVerdict refusedUnlessLost(DeviceToken token, String code) {
        return remembered(token) ? new TokenVerdict.Unsure("token.readoption", READOPTION_RETRY) : refusedIfFresh(code);
    }

    private boolean remembered(DeviceToken token) {
        return lost.remembers(
                new TenantId(token.tenantId()),
                new DeviceId(token.deviceId()),
                new AuthSetId(token.authSetId()),
                token.mintedAtSeq());
    }

    private TokenVerdict refusedIfFresh(String code) {
        return image.fresh() ? new TokenVerdict.Refused(code) : new TokenVerdict.Unsure("image.stale", BLIND_RETRY);
    }
}
