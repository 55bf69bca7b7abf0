package io.holdfast.wire.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

final class Hashing {
    private Hashing() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Feeds what is read to {@code digest}. */
    static InputStream tee(InputStream in, MessageDigest digest) {
        return new java.security.DigestInputStream(in, digest);
    }

    /** Reads the tar entry to its end without keeping it. */
    static byte[] content(TarReader tar) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[64 * 1024];
        for (int read = tar.read(buffer, 0, buffer.length); read >= 0; read = tar.read(buffer, 0, buffer.length)) {
            digest.update(buffer, 0, read);
        }
        return digest.digest();
    }
}
