package io.holdfast.wire.token;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One HMAC-SHA256 key that signs tokens, known by its number. Never prints its secret. */
public final class TokenKey {
    /** Bytes of a secret at least: the length of the hash. */
    public static final int MIN_SECRET_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final int keyId;
    private final SecretKeySpec secret;
    private final byte[] header;
    // A Mac is not thread-safe and costs 1 µs to key; the threads that read tokens are few and live long.
    private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::newMac);

    /**
     * Copies the secret.
     *
     * @throws IllegalArgumentException when the number is negative or the secret shorter than {@link #MIN_SECRET_BYTES}
     */
    public TokenKey(int keyId, byte[] secret) {
        if (keyId < 0) {
            throw new IllegalArgumentException("a key id is not negative");
        }
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("a token secret has at least " + MIN_SECRET_BYTES + " bytes");
        }
        this.keyId = keyId;
        this.secret = new SecretKeySpec(secret, ALGORITHM);
        String json = TokenHeader.BEFORE_KEY_ID + keyId + TokenHeader.AFTER_KEY_ID;
        this.header = Base64.getUrlEncoder().withoutPadding().encode(json.getBytes(StandardCharsets.US_ASCII));
    }

    /** The number in the token's {@code kid}. */
    public int keyId() {
        return keyId;
    }

    /** The HMAC-SHA256 of the message, 32 bytes, for signed texts that are not tokens; begin them with a word of their own. */
    public byte[] sign(byte[] message) {
        return mac(message, message.length);
    }

    /** The encoded header of every token of this key. */
    byte[] header() {
        return header;
    }

    byte[] mac(byte[] bytes, int length) {
        Mac mac = macs.get();
        mac.update(bytes, 0, length);
        return mac.doFinal();
    }

    private Mac newMac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "TokenKey[keyId=" + keyId + ", secret=‹redacted›]";
    }
}
