package io.holdfast.tenancy;

import io.holdfast.wire.token.KeyLookup;
import io.holdfast.wire.token.TokenKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text in a device's configuration that says whose it is: the tenant's id under an HMAC, so that reading one needs no
 * database. {@code hft1.<key id>.<tenant>.<hmac>}, the last two in base64url; the HMAC covers everything before its dot.
 */
public final class TenantTokens {
    // 16 bytes take 22 characters, 32 bytes take 43.
    private static final Pattern FORM = Pattern.compile("(hft1\\.([1-9]\\d{0,8})\\.([\\w-]{22}))\\.([\\w-]{43})");

    private TenantTokens() {}

    /** What a tenant token turned out to be. */
    public sealed interface Reading {
        /** Ours; whether the tenant still exists is not said. */
        record Good(TenantId tenant) implements Reading {}

        /** Proven not ours. */
        record Bad() implements Reading {}

        /** Signed, it says, with a key that is not known here: bad only where the keys are known to be complete. */
        record UnknownKey(int keyId) implements Reading {}
    }

    /** The token of a tenant; the same for the same key. */
    public static String mint(TenantId tenant, TokenKey key) {
        byte[] id = ByteBuffer.allocate(16)
                .putLong(tenant.value().getMostSignificantBits())
                .putLong(tenant.value().getLeastSignificantBits())
                .array();
        String signed = "hft1." + key.keyId() + "." + base64(id);
        return signed + "." + base64(key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Reads a token of any length and content; costs one HMAC at most. */
    public static Reading read(String token, KeyLookup keys) {
        Matcher form = FORM.matcher(token);
        if (!form.matches()) {
            return new Reading.Bad();
        }
        int keyId = Integer.parseInt(form.group(2));
        Optional<TokenKey> key = keys.key(keyId);
        if (key.isEmpty()) {
            return new Reading.UnknownKey(keyId);
        }
        byte[] expected = key.get().sign(form.group(1).getBytes(StandardCharsets.US_ASCII));
        // compared as text: base64 has several spellings of the same bytes, and only ours is ours
        boolean genuine = MessageDigest.isEqual(
                base64(expected).getBytes(StandardCharsets.US_ASCII),
                form.group(4).getBytes(StandardCharsets.US_ASCII));
        return genuine ? new Reading.Good(tenant(form.group(3))) : new Reading.Bad();
    }

    private static TenantId tenant(String text) {
        ByteBuffer id = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        return new TenantId(new UUID(id.getLong(), id.getLong()));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
