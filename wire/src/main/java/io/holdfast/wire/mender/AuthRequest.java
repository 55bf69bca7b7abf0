package io.holdfast.wire.mender;

import io.holdfast.wire.json.JsonValue;
import io.holdfast.wire.json.StrictJson;
import java.util.Optional;

/**
 * The body of {@code POST /api/devices/v1/authentication/auth_requests}. Its signature covers the raw body, the trailing
 * newline included: verify with {@link DevicePublicKey#verifies} over the bytes as received.
 *
 * @param identity who the device says it is
 * @param publicKey the key it says it holds
 * @param tenantToken where it says it belongs; absent when it sent none or the empty string
 */
public record AuthRequest(IdentityData identity, DevicePublicKey publicKey, Optional<String> tenantToken) {
    /** Bytes of the body; a real one with an RSA-3072 key takes 732. */
    public static final int MAX_BYTES = 16 * 1024;

    // Tenant tokens of other Mender servers are JWTs of about 700 characters.
    private static final int MAX_TENANT_TOKEN_CHARS = 4096;

    /**
     * Reads the body; unknown keys are ignored.
     *
     * @throws io.holdfast.wire.json.MalformedInput with a code beginning with {@code request.} or {@code auth.}
     */
    public static AuthRequest parse(byte[] body) {
        JsonValue.Obj object = StrictJson.readObject(body, MAX_BYTES);
        return new AuthRequest(
                IdentityData.parse(object.text("id_data", IdentityData.MAX_BYTES)),
                DevicePublicKey.parse(object.text("pubkey", DevicePublicKey.MAX_PEM_CHARS)),
                object.optionalText("tenant_token", MAX_TENANT_TOKEN_CHARS).filter(token -> !token.isEmpty()));
    }

    @Override
    public String toString() {
        return "AuthRequest[identity=" + identity.canonicalJson() + ", publicKey=" + publicKey
                + ", tenantToken=‹redacted›]";
    }
}
