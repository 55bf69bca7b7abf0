package io.holdfast.release;

import io.holdfast.platform.clock.Clock;
import io.holdfast.wire.token.KeyLookup;
import io.holdfast.wire.token.TokenKey;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

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

    private static final Pattern EPOCH_SECONDS = Pattern.compile("[0-9]{1,15}");

    private final LinkSignatures signatures;

    /** Keys are asked for at each use, because they rotate. */
    public DownloadLinks(Supplier<TokenKey> signing, KeyLookup verifying, Clock clock) {
        this(new LinkSignatures(signing, verifying, clock));
    }

    public DownloadLinks(LinkSignatures signatures) {
        this.signatures = signatures;
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
        LinkSignatures.Signed signed = signatures.sign(expires -> text(blob, expires, terms));
        String base = publicUrl.toString();
        String uri = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + PATH + blob + "?expire=" + signed.expires().getEpochSecond() + "&key=" + signed.keyId()
                + (terms.isEmpty() ? "" : "&for=" + terms) + "&signature=" + signed.signature();
        return new Link(uri, signed.expires());
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
        if (key.isEmpty()) {
            return new Check.Forged();
        }
        return switch (signatures.check(at -> text(key.get(), at, terms), seconds(expire), keyId, signature)) {
            case GOOD -> new Check.Good(key.get(), terms);
            case EXPIRED -> new Check.Expired();
            case UNKNOWN_KEY -> new Check.UnknownKey();
            case FORGED -> new Check.Forged();
        };
    }

    private static Optional<Instant> seconds(Optional<String> expire) {
        // Within the years that an instant has.
        return expire.filter(text -> EPOCH_SECONDS.matcher(text).matches())
                .map(text -> Instant.ofEpochSecond(Long.parseLong(text)));
    }

    private static String text(BlobKey blob, Instant expires, String terms) {
        String bound = terms.isEmpty() ? "" : "\n" + terms;
        return "download\n" + blob + "\n" + expires.getEpochSecond() + bound;
    }
}
