package io.holdfast.wire.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.wire.json.MalformedInput;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeyTest {
    private static final byte[] MANIFEST = Artifacts.bytes(Artifacts.line("version", new byte[0]));
    private static final String DIGEST =
            HexFormat.of().formatHex(Hashing.sha256().digest(MANIFEST));

    @Test
    void an_rsa_signature_over_another_hash_is_not_one_over_sha256() throws Exception {
        KeyPair pair = rsa(2048);

        assertThat(key(pair).verifies(signed(pair, "SHA256withRSA"))).isTrue();
        assertThat(key(pair).verifies(signed(pair, "SHA384withRSA"))).isFalse();
        assertThat(key(pair).verifies(signed(pair, "SHA1withRSA"))).isFalse();
    }

    @Test
    void any_bit_of_a_signature_counts() throws Exception {
        for (KeyPair pair : new KeyPair[] {rsa(2048), elliptic("secp256r1")}) {
            String scheme =
                    pair.getPublic().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format";
            byte[] good = signed(pair, scheme).bytes();
            for (int at = 0; at < good.length; at += 7) {
                byte[] damaged = good.clone();
                damaged[at] ^= 1;
                assertThat(key(pair)
                                .verifies(new ManifestSignature(
                                        DIGEST, Base64.getEncoder().encodeToString(damaged))))
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, UNKNOWN",
        "63, UNKNOWN",
        "64, ECDSA",
        "65, UNKNOWN",
        "128, UNKNOWN",
        "256, RSA",
        "257, UNKNOWN",
        "384, RSA",
        "512, RSA",
        "1024, RSA",
        "1032, UNKNOWN"
    })
    void a_signature_of_any_length_has_a_kind_and_no_key_is_confused_by_it(
            int length, ManifestSignature.Algorithm algorithm) throws Exception {
        ManifestSignature signature =
                new ManifestSignature(DIGEST, Base64.getEncoder().encodeToString(new byte[length]));

        assertThat(signature.algorithm()).isEqualTo(algorithm);
        assertThat(key(rsa(2048)).verifies(signature)).isFalse();
        assertThat(key(elliptic("secp256r1")).verifies(signature)).isFalse();
    }

    @Test
    void what_is_not_base64_is_unknown() {
        assertThat(new ManifestSignature(DIGEST, "?").algorithm()).isEqualTo(ManifestSignature.Algorithm.UNKNOWN);
    }

    @Test
    void a_key_that_artifacts_are_not_signed_with_is_refused() throws Exception {
        KeyPair ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

        assertThat(refusal(pem(elliptic("secp384r1")))).isEqualTo("signing-key.unsupported");
        assertThat(refusal(pem(ed25519))).isEqualTo("signing-key.unsupported");
        assertThat(refusal("")).isEqualTo("signing-key.malformed");
        assertThat(refusal(pem(rsa(2048)).replace("A", "!"))).isEqualTo("signing-key.malformed");
        assertThat(refusal(pem(rsa(1024)))).isEqualTo("signing-key.malformed");
    }

    private static String refusal(String pem) {
        return catchThrowableOfType(MalformedInput.class, () -> SigningKey.parse(pem))
                .code();
    }

    private static SigningKey key(KeyPair pair) {
        return SigningKey.fromDer(pair.getPublic().getEncoded());
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static KeyPair elliptic(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static ManifestSignature signed(KeyPair pair, String scheme) throws Exception {
        Signature signature = Signature.getInstance(scheme);
        signature.initSign(pair.getPrivate());
        signature.update(MANIFEST);
        return new ManifestSignature(DIGEST, Base64.getEncoder().encodeToString(signature.sign()));
    }
}
