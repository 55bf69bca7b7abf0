package io.holdfast.wire.token;

import java.util.UUID;

/**
 * The claims of a device's token.
 *
 * @param deviceId {@code sub}
 * @param authSetId {@code jti}
 * @param tenantId {@code mender.tenant}
 * @param issuedAt {@code iat}, seconds since 1970
 * @param expiresAt {@code exp}, seconds since 1970; reading a token does not judge it
 * @param mintedAtSeq {@code holdfast.seq}, the feed number at which it was minted; a device's floor is compared with it
 */
public record DeviceToken(
        UUID deviceId, UUID authSetId, UUID tenantId, long issuedAt, long expiresAt, long mintedAtSeq) {}
