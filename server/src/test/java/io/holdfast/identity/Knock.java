package io.holdfast.identity;

import io.holdfast.platform.json.Json;
import io.holdfast.wire.mender.AuthSignature;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;

/** One authentication request, with a key of its own. */
record Knock(byte[] body, AuthSignature signature, KeyPair key) {

    /** Of the default tenant. */
    static Knock of(String serial) {
        return of(serial, "");
    }

    static Knock of(String serial, String tenantToken) {
        try {
            KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            String pem = "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getEncoder().encodeToString(key.getPublic().getEncoded())
                    + "\n-----END PUBLIC KEY-----\n";
            byte[] body = Json.text(Json.object()
                            .put("id_data", "{\"sn\":\"" + serial + "\"}")
                            .put("pubkey", pem)
                            .put("tenant_token", tenantToken))
                    .getBytes(StandardCharsets.UTF_8);
            return new Knock(body, signed(body, key), key);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The same request with a signature that another key made. */
    Knock signedBy(Knock other) {
        return new Knock(body, signed(body, other.key), key);
    }

    private static AuthSignature signed(byte[] body, KeyPair key) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key.getPrivate());
            signature.update(body);
            return AuthSignature.parse(Base64.getEncoder().encodeToString(signature.sign()));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
