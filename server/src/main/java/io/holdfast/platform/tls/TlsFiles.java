package io.holdfast.platform.tls;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.config.TlsConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Two PEM files: a certificate with its chain, and its private key. */
public record TlsFiles(Path certificate, Path key) {

    /**
     * The files that the operator named, or a certificate of our own in {@code data/tls}, made at the first start and kept
     * from then on.
     */
    public static TlsFiles of(TlsConfig config, Path data, Optional<URI> publicUrl, Clock clock) {
        return switch (config) {
            case TlsConfig.Files given -> new TlsFiles(given.certificate(), given.key());
            case TlsConfig.SelfSigned own ->
                new OwnCertificate(data.resolve("tls"), clock)
                        .covering(publicUrl.map(URI::getHost).map(TlsFiles::withoutBrackets));
        };
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
