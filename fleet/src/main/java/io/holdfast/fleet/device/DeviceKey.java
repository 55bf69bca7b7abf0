package io.holdfast.fleet.device;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/** The key a device proves itself with. Its private half never leaves this object. */
public final class DeviceKey {
    private final KeyPair pair;
    private final String algorithm;

    private DeviceKey(KeyPair pair, String algorithm) {
        this.pair = pair;
        this.algorithm = algorithm;
    }

    /** What mender-client 3.4.0 makes. Takes about a second of CPU: fleets share a few of them. */
    public static DeviceKey rsa3072() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(3072);
            return new DeviceKey(generator.generateKeyPair(), "SHA256withRSA");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no RSA", e);
        }
    }

    /** What devices with small processors use; made in a millisecond. */
    public static DeviceKey ecdsaP256() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new DeviceKey(generator.generateKeyPair(), "SHA256withECDSA");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no P-256", e);
        }
    }

    /**
     * An RSA key of these two primes: a thousand distinct keys from a few dozen primes, for load only. Keys that share a prime
     * give each other away.
     *
     * @param p prime, not 1 modulo 65537
     * @param q another prime of the same size
     */
    public static DeviceKey rsaOf(BigInteger p, BigInteger q) {
        BigInteger e = RSAKeyGenParameterSpec.F4;
        BigInteger pLess = p.subtract(BigInteger.ONE);
        BigInteger qLess = q.subtract(BigInteger.ONE);
        BigInteger d = e.modInverse(pLess.multiply(qLess));
        BigInteger n = p.multiply(q);
        try {
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            return new DeviceKey(
                    new KeyPair(
                            rsa.generatePublic(new RSAPublicKeySpec(n, e)),
                            rsa.generatePrivate(new RSAPrivateCrtKeySpec(
                                    n, e, d, p, q, d.mod(pLess), d.mod(qLess), q.modInverse(p)))),
                    "SHA256withRSA");
        } catch (GeneralSecurityException bad) {
            throw new IllegalArgumentException("these primes make no RSA key", bad);
        }
    }

    /** The public half as PEM (SubjectPublicKeyInfo), ending with a newline. */
    public String publicPem() {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(pair.getPublic().getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
    }

    /** The value of {@code X-MEN-Signature} for these exact body bytes. */
    public String sign(byte[] body) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(body);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with " + algorithm, e);
        }
    }

    @Override
    public String toString() {
        return "DeviceKey[" + algorithm + ", ‹redacted›]";
    }
}
