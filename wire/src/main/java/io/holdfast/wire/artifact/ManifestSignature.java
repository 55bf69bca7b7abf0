package io.holdfast.wire.artifact;

import java.util.Base64;
import java.util.HexFormat;

/**
 * An artifact's signature and the digest of what it signs: enough to verify it at any later time, with {@link SigningKey}.
 *
 * @param manifestSha256 of the signed manifest, 64 lower-case hex digits
 * @param base64 as the artifact has it
 */
public record ManifestSignature(String manifestSha256, String base64) {

    /** The ways in which artifacts are signed, told by the signature's own form. */
    public enum Algorithm {
        /** PKCS#1 v1.5 over SHA-256, as long as the key's modulus. */
        RSA,
        /** P-256 over SHA-256: the numbers r and s, 32 bytes each. */
        ECDSA,
        /** Neither; a device may know it. */
        UNKNOWN
    }

    // 2,048 to 8,192 bits; no shorter key is safe, and no tool writes a longer one.
    private static final int RSA_BYTES_MIN = 256;
    private static final int RSA_BYTES_MAX = 1024;
    private static final int ECDSA_BYTES = 64;

    /** How it was made, as far as its form tells. */
    public Algorithm algorithm() {
        int length = bytes().length;
        if (length == ECDSA_BYTES) {
            return Algorithm.ECDSA;
        }
        return length >= RSA_BYTES_MIN && length <= RSA_BYTES_MAX && length % 8 == 0
                ? Algorithm.RSA
                : Algorithm.UNKNOWN;
    }

    /** The signature itself; empty when the artifact's is no Base64. */
    public byte[] bytes() {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    /** The digest that is signed: 32 bytes. */
    byte[] digest() {
        return HexFormat.of().parseHex(manifestSha256);
    }
}
