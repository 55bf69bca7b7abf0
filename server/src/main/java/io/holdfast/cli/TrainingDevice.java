package io.holdfast.cli;

import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.json.Json;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;

/** A device that asks to be let in, as Mender's clients do: the body signed with its key. */
final class TrainingDevice {

    private final KeyPair key;
    private final byte[] request;

    private TrainingDevice(KeyPair key, byte[] request) {
        this.key = key;
        this.request = request;
    }

    static TrainingDevice fresh() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair key = generator.generateKeyPair();
            String pem = "-----BEGIN PUBLIC KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(key.getPublic().getEncoded())
                    + "\n-----END PUBLIC KEY-----\n";
            String identity = Json.text(Json.object()
                    .put(
                            "mac",
                            HexFormat.ofDelimiter(":").formatHex(Dice.secure().bytes(6))));
            return new TrainingDevice(
                    key,
                    Json.bytes(Json.object()
                            .put("id_data", identity)
                            .put("pubkey", pem)
                            .put("tenant_token", "")));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    byte[] request() {
        return request.clone();
    }

    /** What stands in {@code X-MEN-Signature}. */
    String signature() {
        try {
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(key.getPrivate());
            signer.update(request);
            return Base64.getEncoder().encodeToString(signer.sign());
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
