package io.holdfast.wire.mender;

import io.holdfast.wire.json.MalformedInput;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * A device's public key, normalised: the same key always has the same {@link #der()}, {@link #pem()} and {@link #sha256()},
 * however it was written. It is valid: on its curve, of a size that is neither weak nor a burden.
 */
public final class DevicePublicKey {
    /** Characters of the PEM text; RSA-8192 takes 1,500. */
    public static final int MAX_PEM_CHARS = 4096;

    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final Base64.Encoder PEM_LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final KeyAlgorithm algorithm;
    private final byte[] der;
    private final PublicKey key;

    DevicePublicKey(KeyAlgorithm algorithm, byte[] der, PublicKey key) {
        this.algorithm = algorithm;
        this.der = der;
        this.key = key;
    }

    /**
     * Reads one PEM block {@code PUBLIC KEY} (PKIX).
     *
     * @throws MalformedInput {@code auth.key-undecodable}, {@code auth.key-algorithm-unsupported} or
     *     {@code auth.key-size-unsupported}
     */
    public static DevicePublicKey parse(String pem) {
        String text = pem.strip();
        if (text.length() > MAX_PEM_CHARS || !text.startsWith(BEGIN) || !text.endsWith(END)) {
            throw undecodable();
        }
        if (text.length() < BEGIN.length() + END.length()) {
            throw undecodable();
        }
        String base64 = text.substring(BEGIN.length(), text.length() - END.length());
        try {
            return fromDer(Base64.getDecoder().decode(base64.replaceAll("[ \\t\\r\\n]", "")));
        } catch (IllegalArgumentException notReadable) {
            throw undecodable();
        }
    }

    /**
     * Reads a DER SubjectPublicKeyInfo, such as {@link #der()} of a stored key.
     *
     * @throws MalformedInput as {@link #parse}
     */
    public static DevicePublicKey fromDer(byte[] der) {
        return SubjectPublicKey.read(der);
    }

    /** The kind of key. */
    public KeyAlgorithm algorithm() {
        return algorithm;
    }

    /** A copy of the normalised DER SubjectPublicKeyInfo. */
    public byte[] der() {
        return der.clone();
    }

    /** The normalised PEM text: lines of 64 characters, a newline at the end. */
    public String pem() {
        return BEGIN + "\n" + PEM_LINES.encodeToString(der) + "\n" + END + "\n";
    }

    /** SHA-256 of {@link #der()}: 32 bytes. */
    public byte[] sha256() {
        return Sha256.of(der);
    }

    /**
     * Whether {@code signature} is this key's signature of {@code signedBytes}. Anything malformed is simply false. Costs up to
     * 2 ms of CPU, so cheap checks come first.
     */
    public boolean verifies(byte[] signedBytes, byte[] signature) {
        return SignatureCheck.holds(algorithm, key, signedBytes, signature);
    }

    /** {@link #verifies(byte[], byte[])} of a parsed header. */
    public boolean verifies(byte[] signedBytes, AuthSignature signature) {
        return verifies(signedBytes, signature.bytes());
    }

    static MalformedInput undecodable() {
        return new MalformedInput("auth.key-undecodable", "\"pubkey\" is not a PEM block PUBLIC KEY");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DevicePublicKey that && Arrays.equals(der, that.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }

    @Override
    public String toString() {
        return "DevicePublicKey[" + algorithm + "]";
    }
}
