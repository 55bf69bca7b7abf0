package io.holdfast.exposure;

import io.holdfast.platform.secrets.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 of a password that the server made of 120 random bits. A slow hash would protect nothing more: there is no shorter
 * way to such a password than trying all, and each request is judged on an event loop.
 */
public final class PasswordDigest {
    private static final int BYTES = 32;

    private final byte[] sha256;

    private PasswordDigest(byte[] sha256) {
        this.sha256 = sha256;
    }

    public static PasswordDigest of(SecretText password) {
        return new PasswordDigest(hash(password.reveal()));
    }

    /** As it was stored. */
    public static PasswordDigest stored(byte[] sha256) {
        if (sha256.length != BYTES) {
            throw new IllegalArgumentException("a digest has " + BYTES + " bytes");
        }
        return new PasswordDigest(sha256.clone());
    }

    /** Whether it is this password; takes as long for any wrong one. */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(sha256, hash(candidate));
    }

    /** For storing it. */
    public byte[] bytes() {
        return sha256.clone();
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordDigest that && Arrays.equals(sha256, that.sha256);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256);
    }

    @Override
    public String toString() {
        return "‹redacted› " + HexFormat.of().formatHex(sha256, 0, 2);
    }
}
