package io.holdfast.platform.secrets;

import java.security.MessageDigest;
import java.util.Arrays;

/** Bytes that open or sign something. Prints as {@code ‹redacted›}; {@link #reveal()} is the only way to the bytes. */
public final class SecretBytes {

    private final byte[] bytes;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies. */
    public static SecretBytes of(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    /** A copy of the bytes, for handing to the one thing they open. */
    public byte[] reveal() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretBytes secret && MessageDigest.isEqual(bytes, secret.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "‹redacted›";
    }
}
