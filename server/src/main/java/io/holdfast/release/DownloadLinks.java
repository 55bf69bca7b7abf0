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
 * Links that let their bearer download one blob until a time: an HMAC over blob, time and terms, checked without a database. A
 * device's download carries no {@code Authorization} header, so the link itself must be the proof. The terms say for what the link
 * was given; who answers downloads asks whether they still hold.
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
        /** {@code terms} is empty for a link that is bound to nothing but its time. */
        record Good(BlobKey blob, String terms) implements Check {}

        record Expired() implements Check {}

        /** It names a key that this node does not have: forged only where the keys are known to be complete. */
        record UnknownKey() implements Check {}

        record Forged() implements Check {}
    }

    /** A new link to the blob under the server's public address, bound to nothing but its time. */
    public Link link(URI publicUrl, BlobKey blob) {
        return link(publicUrl, blob, "");
    }

    /** A new link to the blob under the server's public address. {@code terms} are of letters that need no escape in a URL. */
    public Link link(URI publicUrl, BlobKey blob, String terms) {
        TokenKey key = signing.get();
        Instant expires = clock.now().plus(LIFETIME);
        String base = publicUrl.toString();
        String uri = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + PATH + blob + "?expire=" + expires.getEpochSecond() + "&key=" + key.keyId()
                + (terms.isEmpty() ? "" : "&for=" + terms) + "&signature="
                + HexFormat.of().formatHex(mac(key, blob, expires.getEpochSecond(), terms));
        return new Link(uri, expires);
    }

    /** Judges a link's parts as they came; anything odd is forged. */
    public Check check(
            String blob,
            Optional<String> expire,
            Optional<String> keyId,
            Optional<String> boundTo,
            Optional<String> signature) {
        String terms = boundTo.orElse("");
        Optional<BlobKey> key = BlobKey.parse(blob);
        if (key.isEmpty() || expire.isEmpty() || keyId.isEmpty() || signature.isEmpty()) {
            return new Check.Forged();
        }
        try {
            long expires = Long.parseLong(expire.get());
            byte[] presented = HexFormat.of().parseHex(signature.get());
            Optional<TokenKey> known = verifying.key(Integer.parseInt(keyId.get()));
            if (known.isEmpty()) {
                return new Check.UnknownKey();
            }
            if (!MessageDigest.isEqual(presented, mac(known.get(), key.get(), expires, terms))) {
                return new Check.Forged();
            }
            return expires < clock.now().getEpochSecond() ? new Check.Expired() : new Check.Good(key.get(), terms);
        } catch (IllegalArgumentException notNumbersOrHex) {
            return new Check.Forged();
        }
    }

    private static byte[] mac(TokenKey key, BlobKey blob, long expires, String terms) {
        String bound = terms.isEmpty() ? "" : "\n" + terms;
        return key.sign(("download\n" + blob + "\n" + expires + bound).getBytes(StandardCharsets.UTF_8));
    }
}
