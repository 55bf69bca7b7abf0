package io.holdfast.wire.token;

import java.util.OptionalLong;
import java.util.UUID;

/**
 * The claims of a person's or a program's token for the management API.
 *
 * @param userId {@code sub}
 * @param sessionId {@code jti}: the sign-in or the personal access token, so that either can be revoked
 * @param tenantId {@code mender.tenant}
 * @param issuedAt {@code iat}, seconds since 1970
 * @param expiresAt {@code exp}, seconds since 1970; absent for one that only revocation ends
 */
public record UserToken(UUID userId, UUID sessionId, UUID tenantId, long issuedAt, OptionalLong expiresAt) {}
