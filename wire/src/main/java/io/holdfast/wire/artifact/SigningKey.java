package io.holdfast.wire.artifact;

import io.holdfast.wire.json.MalformedInput;
import io.holdfast.wire.mender.DevicePublicKey;
import io.holdfast.wire.mender.KeyAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import javax.crypto.Cipher;

/** The public half of a key that artifacts are signed with: RSA of 2,048 to 8,192 bits, or ECDSA on P-256. */
public final class SigningKey {
    // DigestInfo of SHA-256 (RFC 8017, 9.2): what comes before the digest in a PKCS#1 v1.5 signature.
    private static final byte[] SHA256_INFO = HexFormat.of().parseHex("3031300d060960864801650304020105000420");

    private final ManifestSignature.Algorithm algorithm;
    private final DevicePublicKey key;
    private final PublicKey platformKey;

    private SigningKey(ManifestSignature.Algorithm algorithm, DevicePublicKey key, PublicKey platformKey) {
        this.algorithm = algorithm;
        this.key = key;
        this.platformKey = platformKey;
    }

    /**
     * Reads one PEM block {@code PUBLIC KEY}.
     *
     * @throws MalformedInput {@code signing-key.malformed} or {@code signing-key.unsupported}
     */
    public static SigningKey parse(String pem) {
        try {
            return of(DevicePublicKey.parse(pem));
        } catch (MalformedInput refused) {
            throw refused.code().equals("signing-key.unsupported")
                    ? refused
                    : new MalformedInput("signing-key.malformed", "the key is not a sound PEM block PUBLIC KEY");
        }
    }

    /** Reads {@link #der()} of a stored key. */
    public static SigningKey fromDer(byte[] der) {
        return of(DevicePublicKey.fromDer(der));
    }

    private static SigningKey of(DevicePublicKey key) {
        // No default: a kind that is added to devices' keys has to be thought about here.
        return switch (key.algorithm()) {
            case RSA -> new SigningKey(ManifestSignature.Algorithm.RSA, key, platformKey("RSA", key));
            case ECDSA_P256 -> new SigningKey(ManifestSignature.Algorithm.ECDSA, key, platformKey("EC", key));
            case ECDSA_P224, ECDSA_P384, ECDSA_P521, ED25519 -> throw unsupported(key.algorithm());
        };
    }

    private static PublicKey platformKey(String family, DevicePublicKey key) {
        try {
            return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(key.der()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a key that was read already", impossible);
        }
    }

    private static MalformedInput unsupported(KeyAlgorithm algorithm) {
        return new MalformedInput(
                "signing-key.unsupported",
                "artifacts are signed with RSA or with ECDSA on P-256, not with " + algorithm);
    }

    public ManifestSignature.Algorithm algorithm() {
        return algorithm;
    }

    /** A copy of the normalised SubjectPublicKeyInfo. */
    public byte[] der() {
        return key.der();
    }

    /** SHA-256 of {@link #der()}. */
    public byte[] fingerprint() {
        return key.sha256();
    }

    public String pem() {
        return key.pem();
    }

    /** Whether this key made the signature. Anything malformed is simply false. Costs up to a millisecond. */
    public boolean verifies(ManifestSignature signature) {
        if (signature.algorithm() != algorithm) {
            return false;
        }
        try {
            return switch (algorithm) {
                case RSA -> rsa(signature);
                case ECDSA -> ecdsa(signature);
                case UNKNOWN -> false;
            };
        } catch (GeneralSecurityException notReadable) {
            return false;
        }
    }

    private boolean rsa(ManifestSignature signature) throws GeneralSecurityException {
        // The JDK's RSA signatures hash for themselves, and only the digest of the manifest is kept.
        Cipher open = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        open.init(Cipher.DECRYPT_MODE, platformKey);
        byte[] info = open.doFinal(signature.bytes());
        byte[] expected = new byte[SHA256_INFO.length + 32];
        System.arraycopy(SHA256_INFO, 0, expected, 0, SHA256_INFO.length);
        System.arraycopy(signature.digest(), 0, expected, SHA256_INFO.length, 32);
        return MessageDigest.isEqual(expected, info);
    }

    private boolean ecdsa(ManifestSignature signature) throws GeneralSecurityException {
        Signature check = Signature.getInstance("NONEwithECDSAinP1363Format");
        check.initVerify(platformKey);
        check.update(signature.digest());
        return check.verify(signature.bytes());
    }

    @Override
    public String toString() {
        return "SigningKey[" + algorithm + "]";
    }
}
