package io.holdfast.platform.secrets;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A secret as it is stored: one byte for the scheme, four for the id of the master key, then the ciphertext. Every scheme
 * ever written stays readable; which one is written is {@link MasterKey}'s to say.
 */
public final class SealedSecret {
    /** AES-256-GCM by Tink; the additional data is this header and the place. */
    static final byte AES_256_GCM = 1;

    private static final int HEADER_BYTES = 1 + Integer.BYTES;

    private final byte[] envelope;

    private SealedSecret(byte[] envelope) {
        this.envelope = envelope;
    }

    static SealedSecret of(byte scheme, int keyId, byte[] ciphertext) {
        return new SealedSecret(ByteBuffer.allocate(HEADER_BYTES + ciphertext.length)
                .put(scheme)
                .putInt(keyId)
                .put(ciphertext)
                .array());
    }

    /**
     * Reads what {@link #bytes()} wrote.
     *
     * @throws UnreadableSecret when it is too short to be an envelope
     */
    public static SealedSecret parse(byte[] bytes) {
        if (bytes.length <= HEADER_BYTES) {
            throw new UnreadableSecret("secret.damaged", "a stored secret is too short to be one");
        }
        return new SealedSecret(bytes.clone());
    }

    /** A copy of the whole envelope, for storing. */
    public byte[] bytes() {
        return envelope.clone();
    }

    public byte scheme() {
        return envelope[0];
    }

    /** The id of the master key that opens it. */
    public int keyId() {
        return ByteBuffer.wrap(envelope).getInt(1);
    }

    byte[] ciphertext() {
        return Arrays.copyOfRange(envelope, HEADER_BYTES, envelope.length);
    }

    /** What the seal covers beside the secret: the header, so that nobody rewrites it, and the place. */
    static byte[] additionalData(byte scheme, int keyId, SecretPlace place) {
        byte[] where = place.bytes();
        return ByteBuffer.allocate(HEADER_BYTES + where.length)
                .put(scheme)
                .putInt(keyId)
                .put(where)
                .array();
    }

    @Override
    public String toString() {
        return "SealedSecret[scheme=" + scheme() + ", keyId=" + keyId() + ", ‹redacted›]";
    }
}
