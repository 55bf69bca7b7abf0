package io.holdfast.platform.tls;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.config.DeviceUrlConfig;
import java.nio.file.Path;
import java.util.Optional;

/** A second certificate on the same port, shown to whoever asks for a host of the device domain. */
public record DomainTls(String domain, TlsFiles files) {

    /**
     * The operator's, or one of our own in {@code data/tls/devices}; none where there is no domain, or the server's own certificate is
     * good for its hosts too.
     */
    public static Optional<DomainTls> of(DeviceUrlConfig config, TlsMaterial server, Path data, Clock clock) {
        return config.domain().flatMap(domain -> {
            if (config.certificate().isPresent()) {
                return Optional.of(new DomainTls(
                        domain,
                        new TlsFiles(
                                config.certificate().get().certificate(),
                                config.certificate().get().key())));
            }
            return TlsMaterial.names(server.leaf()).contains("*." + domain)
                    ? Optional.empty()
                    : Optional.of(new DomainTls(
                            domain,
                            new OwnCertificate(data.resolve("tls").resolve("devices"), clock).wildcard(domain)));
        });
    }

    /** The certificate as it is now, for the domain's hosts. */
    Shown read() {
        return new Shown(domain, TlsMaterial.read(files));
    }

    /** A certificate that was read. */
    record Shown(String domain, TlsMaterial material) {

        boolean isFor(String host) {
            return host.endsWith("." + domain);
        }

        boolean sameAs(Shown other) {
            return material.sameAs(other.material);
        }
    }
}
