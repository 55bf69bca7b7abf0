package io.holdfast.wire.token;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Keys and claims that the token tests share. */
final class TokenSamples {
    static final TokenKey KEY = new TokenKey(7, secret(1));
    static final TokenKey OTHER = new TokenKey(8, secret(2));
    static final KeyLookup KEYS = id -> id == 7 ? Optional.of(KEY) : id == 8 ? Optional.of(OTHER) : Optional.empty();
    static final DeviceToken DEVICE = new DeviceToken(
            UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"),
            UUID.fromString("7c9e6679-7425-40de-944b-e07fc1f90ae7"),
            UUID.fromString("ffffffff-ffff-4fff-bfff-ffffffffffff"),
            1_795_000_000L,
            1_795_604_800L,
            123_456_789_012L);
    static final UserToken USER =
            new UserToken(DEVICE.deviceId(), DEVICE.authSetId(), DEVICE.tenantId(), 1, OptionalLong.of(99));

    private TokenSamples() {}

    static byte[] secret(int seed) {
        byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) (seed * 31 + i);
        }
        return secret;
    }

    static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** A token with any header and payload, correctly signed over both. */
    static String forged(String headerJson, String payloadJson, TokenKey key) {
        String signed = encoded(headerJson) + "." + encoded(payloadJson);
        byte[] bytes = signed.getBytes(StandardCharsets.US_ASCII);
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(key.mac(bytes, bytes.length));
    }

    static String payloadJson(String token) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    }
}
