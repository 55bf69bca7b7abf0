package io.holdfast.wire.mender;

import static io.holdfast.wire.Refusals.assertRefused;
import static io.holdfast.wire.mender.DeviceKeys.der;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Security;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.interfaces.ECPublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DevicePublicKeyTest {
    private static final byte[] BODY = "{\"id_data\":\"x\"}\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] RSA_ID = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    @ParameterizedTest
    @EnumSource(KeyAlgorithm.class)
    void each_kind_of_key_verifies_its_own_signature_and_no_other(KeyAlgorithm algorithm) throws Exception {
        KeyPair pair = DeviceKeys.generate(algorithm);
        DevicePublicKey key = DevicePublicKey.parse(DeviceKeys.pem(pair.getPublic()));
        byte[] signature = DeviceKeys.sign(algorithm, pair, BODY);
        byte[] withoutNewline = java.util.Arrays.copyOf(BODY, BODY.length - 1);

        assertThat(key.algorithm()).isEqualTo(algorithm);
        assertThat(key.verifies(BODY, signature)).isTrue();
        assertThat(key.verifies(BODY, AuthSignature.parse(Base64.getEncoder().encodeToString(signature))))
                .isTrue();
        assertThat(key.verifies(withoutNewline, signature)).isFalse();
        DevicePublicKey other = DevicePublicKey.parse(
                DeviceKeys.pem(DeviceKeys.generate(algorithm).getPublic()));
        assertThat(other.verifies(BODY, signature)).isFalse();
        for (int i = 0; i < signature.length; i += 7) {
            byte[] tampered = signature.clone();
            tampered[i] ^= 1;
            assertThat(key.verifies(BODY, tampered)).as("byte %d", i).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(KeyAlgorithm.class)
    void a_signature_of_nonsense_is_false_and_never_an_exception(KeyAlgorithm algorithm) throws Exception {
        DevicePublicKey key = DevicePublicKey.parse(
                DeviceKeys.pem(DeviceKeys.generate(algorithm).getPublic()));

        for (int length : new int[] {0, 1, 2, 8, 63, 64, 65, 256, 383, 384, 385, 1024}) {
            assertThat(key.verifies(BODY, new byte[length])).isFalse();
            byte[] ones = new byte[length];
            java.util.Arrays.fill(ones, (byte) 0xff);
            assertThat(key.verifies(BODY, ones)).isFalse();
        }
        // SEQUENCE { r = 0, s = 0 } and { 1, 0 }: the zero signatures that a faulty check accepts
        assertThat(key.verifies(BODY, HexFormat.of().parseHex("3006020100020100")))
                .isFalse();
        assertThat(key.verifies(BODY, HexFormat.of().parseHex("3006020101020100")))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(KeyAlgorithm.class)
    void the_same_key_is_the_same_however_it_was_written(KeyAlgorithm algorithm) throws Exception {
        KeyPair pair = DeviceKeys.generate(algorithm);
        byte[] der = pair.getPublic().getEncoded();
        DevicePublicKey key = DevicePublicKey.parse(DeviceKeys.pem(der));
        String oneLine = "\r\n -----BEGIN PUBLIC KEY-----\r\n"
                + Base64.getEncoder().encodeToString(der) + "\r\n-----END PUBLIC KEY-----";

        DevicePublicKey again = DevicePublicKey.parse(oneLine);

        assertThat(again).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(again.pem()).isEqualTo(key.pem()).endsWith("-----END PUBLIC KEY-----\n");
        assertThat(again.sha256())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(key.der()));
        assertThat(DevicePublicKey.fromDer(key.der())).isEqualTo(key);
        assertThat(DevicePublicKey.parse(key.pem())).isEqualTo(key);
        assertThat(key.pem().lines()).allMatch(line -> line.length() <= 64);
    }

    @Test
    void a_compressed_point_is_the_same_key_as_its_uncompressed_form() throws Exception {
        KeyPair pair = DeviceKeys.elliptic("secp256r1");
        byte[] point = ((ECPublicKey) pair.getPublic()).getQ().getEncoded(true);
        SubjectPublicKeyInfo info =
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
        byte[] compressed = new SubjectPublicKeyInfo(info.getAlgorithm(), point).getEncoded();

        assertThat(DevicePublicKey.fromDer(compressed))
                .isEqualTo(DevicePublicKey.parse(DeviceKeys.pem(pair.getPublic())));
    }

    @Test
    void the_platforms_providers_stay_as_they_were() throws Exception {
        DevicePublicKey.parse(
                DeviceKeys.pem(DeviceKeys.generate(KeyAlgorithm.ECDSA_P224).getPublic()));

        assertThat(Security.getProvider("BC")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "-----BEGIN PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY----------END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\n!!!\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                "-----BEGIN RSA PUBLIC KEY-----\nMAA=\n-----END RSA PUBLIC KEY-----",
                "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----"
            })
    void text_that_is_no_public_key_is_refused(String pem) {
        assertRefused("auth.key-undecodable", () -> DevicePublicKey.parse(pem));
    }

    @Test
    void every_truncation_of_a_key_is_refused() throws Exception {
        for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
            byte[] der = DeviceKeys.generate(algorithm).getPublic().getEncoded();
            for (int length = 0; length < der.length; length++) {
                byte[] cut = java.util.Arrays.copyOf(der, length);
                assertRefused("auth.key-undecodable", () -> DevicePublicKey.fromDer(cut));
            }
            byte[] longer = java.util.Arrays.copyOf(der, der.length + 1);
            assertRefused("auth.key-undecodable", () -> DevicePublicKey.fromDer(longer));
        }
    }

    @Test
    void other_algorithms_and_curves_are_refused() throws Exception {
        byte[] x25519 = java.security.KeyPairGenerator.getInstance("X25519")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
        byte[] ed448 = java.security.KeyPairGenerator.getInstance("Ed448")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
        byte[] secp256k1 = DeviceKeys.elliptic("secp256k1").getPublic().getEncoded();

        assertRefused("auth.key-algorithm-unsupported", () -> DevicePublicKey.fromDer(x25519));
        assertRefused("auth.key-algorithm-unsupported", () -> DevicePublicKey.fromDer(ed448));
        assertRefused("auth.key-algorithm-unsupported", () -> DevicePublicKey.fromDer(secp256k1));
    }

    @Test
    void rsa_keys_of_weak_or_burdensome_sizes_are_refused() throws Exception {
        byte[] small = DeviceKeys.rsa(1024).getPublic().getEncoded();
        BigInteger good = BigInteger.ONE.shiftLeft(2047).setBit(0);

        assertRefused("auth.key-size-unsupported", () -> DevicePublicKey.fromDer(small));
        assertRefused(
                "auth.key-size-unsupported",
                () -> rsa(BigInteger.ONE.shiftLeft(8192).setBit(0), 65537));
        assertRefused("auth.key-size-unsupported", () -> rsa(good.clearBit(0), 65537));
        assertRefused("auth.key-size-unsupported", () -> rsa(good, 1));
        assertRefused("auth.key-size-unsupported", () -> rsa(good, 65536));
        assertRefused("auth.key-size-unsupported", () -> rsa(good, (1L << 40) + 1));
        assertRefused("auth.key-size-unsupported", () -> rsa(good.negate(), 65537));
        assertThat(rsa(good, 3).algorithm()).isEqualTo(KeyAlgorithm.RSA);
    }

    @Test
    void points_off_the_curve_and_of_small_order_are_refused() throws Exception {
        byte[] der = DeviceKeys.elliptic("secp256r1").getPublic().getEncoded();
        der[der.length - 1] ^= 1;
        byte[] identity = new byte[32];
        identity[0] = 1;
        byte[] smallOrder =
                der(0x30, der(0x30, HexFormat.of().parseHex("06032b6570")), der(0x03, new byte[1], identity));

        assertRefused("auth.key-undecodable", () -> DevicePublicKey.fromDer(der));
        assertRefused("auth.key-undecodable", () -> DevicePublicKey.fromDer(smallOrder));
    }

    @Test
    void a_signature_header_must_be_standard_base64() {
        for (String header : new String[] {"", "!", "a", "ab_-", "AAAA AAAA", "AAAA\n", "=", "A".repeat(1401)}) {
            assertRefused("auth.signature-not-base64", () -> AuthSignature.parse(header));
        }
        assertThat(AuthSignature.parse("AQID").bytes()).containsExactly(1, 2, 3);
        assertThat(AuthSignature.parse("AQID")).hasToString("AuthSignature[‹redacted›]");
    }

    private static DevicePublicKey rsa(BigInteger modulus, long exponent) {
        byte[] key = der(
                0x30,
                der(0x02, modulus.toByteArray()),
                der(0x02, BigInteger.valueOf(exponent).toByteArray()));
        return DevicePublicKey.fromDer(der(0x30, RSA_ID, der(0x03, new byte[1], key)));
    }
}
