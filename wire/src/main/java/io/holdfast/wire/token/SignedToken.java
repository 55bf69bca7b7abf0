package io.holdfast.wire.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** The envelope that device and user tokens share: {@code header.payload.signature}, HMAC-SHA256. */
final class SignedToken {
    /** Letters of a token at most; ours have about 700. */
    static final int MAX_LENGTH = 2048;

    private static final int SIGNATURE_BYTES = 32;
    private static final int SIGNATURE_LETTERS = 43;

    private SignedToken() {}

    /** What opening an envelope found. The payload of {@link Opened} was signed by one of our keys. */
    sealed interface Opening {
        record Opened(byte[] payload) implements Opening {}

        record Malformed() implements Opening {
            static final Malformed IT = new Malformed();
        }

        record UnknownKey(int keyId) implements Opening {}

        record BadSignature() implements Opening {
            static final BadSignature IT = new BadSignature();
        }
    }

    static String seal(String payload, TokenKey key) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        byte[] body = base64.encode(payload.getBytes(StandardCharsets.UTF_8));
        byte[] header = key.header();
        byte[] signed = new byte[header.length + 1 + body.length];
        System.arraycopy(header, 0, signed, 0, header.length);
        signed[header.length] = '.';
        System.arraycopy(body, 0, signed, header.length + 1, body.length);
        return new String(signed, StandardCharsets.ISO_8859_1) + "."
                + base64.encodeToString(key.mac(signed, signed.length));
    }

    static Opening open(byte[] token, KeyLookup keys) {
        int second = token.length - SIGNATURE_LETTERS - 1;
        int first = firstDot(token);
        if (token.length > MAX_LENGTH || first < 1 || second <= first + 1 || token[second] != '.') {
            return Opening.Malformed.IT;
        }
        int keyId = TokenHeader.keyId(token, first);
        byte[] signature = new byte[SIGNATURE_BYTES];
        if (keyId == TokenHeader.NO_KEY_ID || !Base64Url.decode(token, second + 1, SIGNATURE_LETTERS, signature)) {
            return Opening.Malformed.IT;
        }
        Optional<TokenKey> key = keys.key(keyId);
        if (key.isEmpty()) {
            return new Opening.UnknownKey(keyId);
        }
        return MessageDigest.isEqual(key.get().mac(token, second), signature)
                ? payload(token, first + 1, second)
                : Opening.BadSignature.IT;
    }

    /** Only signed letters come here, so the platform's decoder, fast and lenient, has one spelling to read. */
    private static Opening payload(byte[] token, int from, int to) {
        try {
            return new Opening.Opened(Base64.getUrlDecoder().decode(Arrays.copyOfRange(token, from, to)));
        } catch (IllegalArgumentException notBase64) {
            return Opening.Malformed.IT;
        }
    }

    /** The letters of a token; anything outside Latin-1 becomes a letter that base64url does not have. */
    static byte[] bytes(CharSequence token) {
        // A longer one is refused by its length alone.
        CharSequence bounded = token.length() > MAX_LENGTH ? token.subSequence(0, MAX_LENGTH + 1) : token;
        return bounded.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int firstDot(byte[] token) {
        for (int i = 0; i < token.length; i++) {
            if (token[i] == '.') {
                return i;
            }
        }
        return -1;
    }
}
