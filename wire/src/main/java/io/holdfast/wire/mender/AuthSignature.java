package io.holdfast.wire.mender;

import io.holdfast.wire.json.MalformedInput;
import java.util.Base64;

/** The decoded {@code X-MEN-Signature} header. It is a reusable credential with its body, so it never prints itself. */
public final class AuthSignature {
    // RSA-8192 makes 1,024 bytes, 1,368 characters of base64.
    private static final int MAX_HEADER_CHARS = 1400;

    private final byte[] bytes;

    private AuthSignature(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads standard base64.
     *
     * @throws MalformedInput {@code auth.signature-not-base64}
     */
    public static AuthSignature parse(String header) {
        if (header.isEmpty() || header.length() > MAX_HEADER_CHARS) {
            throw notBase64();
        }
        try {
            return new AuthSignature(Base64.getDecoder().decode(header));
        } catch (IllegalArgumentException notReadable) {
            throw notBase64();
        }
    }

    /** A copy of the signature's bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    private static MalformedInput notBase64() {
        return new MalformedInput("auth.signature-not-base64", "the X-MEN-Signature header is not standard base64");
    }

    @Override
    public String toString() {
        return "AuthSignature[‹redacted›]";
    }
}
