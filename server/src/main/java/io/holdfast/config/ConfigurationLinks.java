package io.holdfast.config;

import io.holdfast.release.LinkSignatures;
import io.holdfast.rollout.DownloadTerms;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Links under which one device downloads the artifact that brings its configuration, in the form that Mender gives them. As for every
 * download, the link itself is the proof, and it is worth nothing once the deployment does not await the device any more.
 */
public final class ConfigurationLinks {
    /** Where these downloads are answered. */
    public static final String PATH = "/api/devices/v1/deployments/download/configuration/";

    private final LinkSignatures signatures;

    public ConfigurationLinks(LinkSignatures signatures) {
        this.signatures = signatures;
    }

    /** A link and its end. */
    public record Link(String uri, Instant expires) {
        @Override
        public String toString() {
            return "Link[‹redacted›, expires=" + expires + "]";
        }
    }

    /**
     * What a link is for.
     *
     * @param deviceType for which type of device the artifact is made
     */
    public record Download(DownloadTerms terms, String deviceType) {}

    /** What a presented link is worth. */
    public sealed interface Check {
        record Good(Download download) implements Check {}

        /** Of a link that may not be followed, why. */
        record Not(LinkSignatures.Verdict verdict) implements Check {}
    }

    /** A new link under the server's public address. */
    public Link link(URI publicUrl, Download download) {
        DownloadTerms terms = download.terms();
        LinkSignatures.Signed signed = signatures.sign(text(download));
        String base = publicUrl.toString();
        String uri = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                + PATH + terms.deployment() + "/" + encoded(download.deviceType()) + "/" + terms.device()
                + "?x-men-expire=" + signed.expires() + "&key=" + signed.keyId() + "&seq=" + terms.seq()
                + "&tenant_id=" + terms.tenant() + "&x-men-signature=" + signed.signature();
        return new Link(uri, signed.expires());
    }

    /**
     * Judges a link; anything odd is forged.
     *
     * @param path what follows {@link #PATH}, as it came
     * @param parameter the link's query parameters by name
     */
    public Check check(String path, Function<String, Optional<String>> parameter) {
        Optional<Download> download = download(path, parameter);
        if (download.isEmpty()) {
            return new Check.Not(LinkSignatures.Verdict.FORGED);
        }
        LinkSignatures.Verdict verdict = signatures.check(
                text(download.get()),
                parameter.apply("x-men-expire").flatMap(ConfigurationLinks::instant),
                parameter.apply("key"),
                parameter.apply("x-men-signature"));
        return verdict == LinkSignatures.Verdict.GOOD ? new Check.Good(download.get()) : new Check.Not(verdict);
    }

    private static Optional<Download> download(String path, Function<String, Optional<String>> parameter) {
        List<String> parts = List.of(path.split("/", -1));
        Optional<String> tenant = parameter.apply("tenant_id");
        Optional<String> seq = parameter.apply("seq");
        if (parts.size() != 3 || tenant.isEmpty() || seq.isEmpty()) {
            return Optional.empty();
        }
        return DownloadTerms.parse(tenant.get() + "." + parts.getFirst() + "." + parts.getLast() + "." + seq.get())
                .flatMap(terms -> decoded(parts.get(1)).map(type -> new Download(terms, type)));
    }

    private static Function<Instant, String> text(Download download) {
        return expires -> "configuration\n" + expires.getEpochSecond() + "\n"
                + download.terms().text() + "\n" + download.deviceType();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
