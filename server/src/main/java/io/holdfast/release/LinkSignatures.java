package io.holdfast.release;

import io.holdfast.platform.clock.Clock;
import io.holdfast.wire.token.KeyLookup;
import io.holdfast.wire.token.TokenKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Signs links until a time, and judges signatures, without a database. What is signed is a text in which the time stands. */
public final class LinkSignatures {
    private final Supplier<TokenKey> signing;
    private final KeyLookup verifying;
    private final Clock clock;

    /** Keys are asked for at each use, because they rotate. */
    public LinkSignatures(Supplier<TokenKey> signing, KeyLookup verifying, Clock clock) {
        this.signing = signing;
        this.verifying = verifying;
        this.clock = clock;
    }

    /** A signature, in hexadecimal digits, and what it was made with. */
    public record Signed(Instant expires, int keyId, String signature) {
        @Override
        public String toString() {
            return "Signed[expires=" + expires + ", keyId=" + keyId + ", signature=‹redacted›]";
        }
    }

    /** What a presented signature is worth. */
    public enum Verdict {
        GOOD,
        EXPIRED,
        /** It names a key that this node does not have: forged only where the keys are known to be complete. */
        UNKNOWN_KEY,
        FORGED
    }

    /** Signs a text for the lifetime of links. */
    public Signed sign(Function<Instant, String> text) {
        TokenKey key = signing.get();
        // Links carry whole seconds.
        Instant expires =
                Instant.ofEpochSecond(clock.now().plus(DownloadLinks.LIFETIME).getEpochSecond());
        return new Signed(expires, key.keyId(), HexFormat.of().formatHex(mac(key, text.apply(expires))));
    }

    /** Judges a signature of a text by its parts as they came; anything odd is forged. */
    public Verdict check(
            Function<Instant, String> text,
            Optional<Instant> expires,
            Optional<String> keyId,
            Optional<String> signature) {
        if (expires.isEmpty() || keyId.isEmpty() || signature.isEmpty()) {
            return Verdict.FORGED;
        }
        try {
            byte[] presented = HexFormat.of().parseHex(signature.get());
            Optional<TokenKey> known = verifying.key(Integer.parseInt(keyId.get()));
            if (known.isEmpty()) {
                return Verdict.UNKNOWN_KEY;
            }
            if (!MessageDigest.isEqual(presented, mac(known.get(), text.apply(expires.get())))) {
                return Verdict.FORGED;
            }
            return expires.get().isBefore(Instant.ofEpochSecond(clock.now().getEpochSecond()))
                    ? Verdict.EXPIRED
                    : Verdict.GOOD;
        } catch (IllegalArgumentException notNumbersOrHex) {
            return Verdict.FORGED;
        }
    }

    private static byte[] mac(TokenKey key, String text) {
        return key.sign(text.getBytes(StandardCharsets.UTF_8));
    }
}
