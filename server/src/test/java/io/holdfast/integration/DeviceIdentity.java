package io.holdfast.integration;

import io.holdfast.wire.mender.IdentityData;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/** Who a device says it is and the key with which it proves it. */
record DeviceIdentity(String idData, KeyPair key) {

    /** With a P-256 key, made in a millisecond. */
    static DeviceIdentity named(String serial) {
        return new DeviceIdentity("{\"sn\":\"" + serial + "\"}", elliptic());
    }

    /** As mender-client makes it, whose repeated request is the same to the byte because RSA signatures are. */
    static DeviceIdentity withRsa(String serial) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return new DeviceIdentity("{\"sn\":\"" + serial + "\"}", generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same device with a new key. */
    DeviceIdentity withNewKey() {
        return new DeviceIdentity(idData, elliptic());
    }

    byte[] sha256() {
        return IdentityData.parse(idData).sha256();
    }

    String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(key.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** The body of an authentication request as mender-client writes it: the newline at its end is signed too. */
    String authBody(String tenantToken) {
        return "{\"id_data\":\"" + idData.replace("\"", "\\\"") + "\",\"tenant_token\":\"" + tenantToken
                + "\",\"pubkey\":\"" + pem().replace("\n", "\\n") + "\"}\n";
    }

    String sign(String body) {
        try {
            boolean rsa = key.getPrivate().getAlgorithm().equals("RSA");
            Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key.getPrivate());
            signature.update(body.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Request authRequest(String tenantToken) {
        String body = authBody(tenantToken);
        return Request.of("POST", TestDevice.AUTH)
                .header("Authorization", "Bearer " + tenantToken)
                .header("X-MEN-Signature", sign(body))
                .sized(body);
    }

    private static KeyPair elliptic() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
