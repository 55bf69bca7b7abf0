package io.holdfast.release;

import io.holdfast.platform.clock.Clock;
import io.holdfast.wire.token.KeyLookup;
import io.holdfast.wire.token.TokenKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Links that let their bearer download one blob until a time: an HMAC over blob and time, checked without a database. A device's
 * download carries no {@code Authorization} header, so the link itself must be the proof.
 */
public final class DownloadLinks {
    /** Where downloads are answered. */
    public static final String PATH = "/api/devices/v1/download/";

    /** A slow device resumes for as long as it takes; a day is what Mender gives. */
    public static final Duration LIFETIME = Duration.ofHours(24);

    private final Supplier<TokenKey> signing;
    private final KeyLookup verifying;
    private final Clock clock;

    /** Keys are asked for at each use, because they rotate. */
    public DownloadLinks(Supplier<TokenKey> signing, KeyLookup verifying, Clock clock) {
        this.signing = signing;
        this.verifying = verifying;
        this.clock = clock;
    }

    /** A link and its end. */
    public record Link(String uri, Instant expires) {
        @Override
        public String toString() {
            return "Link[‹redacted›, expires=" + expires + "]";
        }
    }

    /** What a presented link is worth. */
    public sealed interface Check {
        record Good(BlobKey blob) implements Check {}

        record Expired() implements Check {}

        record Forged() implements Check {}
    }

    /** A new link to the blob under the server's public address. */
    public Link link(URI publicUrl, BlobKey blob) {
        TokenKey key = signing.get();
        Instant expires = clock.now().plus(LIFETIME);
        String base = publicUrl.toString();
        String uri = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + PATH + blob + "?expire=" + expires.getEpochSecond() + "&key=" + key.keyId() + "&signature="
                + HexFormat.of().formatHex(mac(key, blob, expires.getEpochSecond()));
        return new Link(uri, expires);
    }

    /** Judges a link's parts as they came; anything odd is forged. */
    public Check check(String blob, Optional<String> expire, Optional<String> keyId, Optional<String> signature) {
        Optional<BlobKey> key = BlobKey.parse(blob);
        if (key.isEmpty() || expire.isEmpty() || keyId.isEmpty() || signature.isEmpty()) {
            return new Check.Forged();
        }
        try {
            long expires = Long.parseLong(expire.get());
            byte[] presented = HexFormat.of().parseHex(signature.get());
            boolean genuine = verifying
                    .key(Integer.parseInt(keyId.get()))
                    .filter(known -> MessageDigest.isEqual(presented, mac(known, key.get(), expires)))
                    .isPresent();
            if (!genuine) {
                return new Check.Forged();
            }
            return expires < clock.now().getEpochSecond() ? new Check.Expired() : new Check.Good(key.get());
        } catch (IllegalArgumentException notNumbersOrHex) {
            return new Check.Forged();
        }
    }

    private static byte[] mac(TokenKey key, BlobKey blob, long expires) {
        return key.sign(("download\n" + blob + "\n" + expires).getBytes(StandardCharsets.US_ASCII));
    }
}
