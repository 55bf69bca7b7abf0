package io.holdfast.platform.config;

import io.holdfast.platform.config.TlsConfig.Files;
import io.holdfast.platform.config.TlsConfig.SelfSigned;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** What an operator decided about one server, checked and in types. {@code data} is absolute. */
public record ServerConfig(
        Path data,
        ListenConfig listen,
        OpsConfig ops,
        TlsConfig tls,
        Optional<DatabaseUrl> databaseUrl,
        Optional<URI> publicUrl,
        boolean gated,
        JournalConfig journal,
        DeviceUrlConfig deviceUrls) {

    /** @throws ConfigRefused when settings contradict each other */
    public static ServerConfig of(EffectiveConfig config) {
        return new ServerConfig(
                config.get(Settings.DATA).toAbsolutePath().normalize(),
                new ListenConfig(
                        config.get(Settings.BIND),
                        config.get(Settings.HTTPS_PORT),
                        config.get(Settings.HTTP_PORT),
                        config.get(Settings.MAX_CONNECTIONS)),
                new OpsConfig(config.get(Settings.OPS_BIND), config.get(Settings.OPS_PORT)),
                tls(config.get(Settings.TLS_CERTIFICATE), config.get(Settings.TLS_KEY)),
                config.get(Settings.DATABASE_URL),
                config.get(Settings.PUBLIC_URL),
                config.get(Settings.GATED),
                config.get(Settings.JOURNAL_ROOM),
                deviceUrls(config));
    }

    private static DeviceUrlConfig deviceUrls(EffectiveConfig config) {
        Optional<Path> certificate = config.get(Settings.DEVICE_CERTIFICATE);
        Optional<Path> key = config.get(Settings.DEVICE_KEY);
        if (certificate.isPresent() != key.isPresent()) {
            throw ConfigRefused.halfPair(
                    certificate.isPresent() ? Settings.DEVICE_CERTIFICATE : Settings.DEVICE_KEY,
                    certificate.isPresent() ? Settings.DEVICE_KEY : Settings.DEVICE_CERTIFICATE);
        }
        config.get(Settings.DEVICE_DOMAIN)
                .ifPresent(domain -> config.get(Settings.PUBLIC_URL)
                        .map(server -> server.getHost().toLowerCase(java.util.Locale.ROOT))
                        .filter(host -> host.equals(domain) || host.endsWith("." + domain))
                        .ifPresent(host -> {
                            throw ConfigRefused.domainHoldsServer(domain, host);
                        }));
        return new DeviceUrlConfig(
                config.get(Settings.DEVICE_DOMAIN), certificate.map(file -> new Files(file, key.orElseThrow())));
    }

    /** Where the embedded PostgreSQL keeps all its files. */
    public Path postgresDirectory() {
        return data.resolve("postgres");
    }

    private static TlsConfig tls(Optional<Path> certificate, Optional<Path> key) {
        if (certificate.isPresent() != key.isPresent()) {
            throw ConfigRefused.halfPair(
                    certificate.isPresent() ? Settings.TLS_CERTIFICATE : Settings.TLS_KEY,
                    certificate.isPresent() ? Settings.TLS_KEY : Settings.TLS_CERTIFICATE);
        }
        return certificate.isPresent() ? new Files(certificate.get(), key.orElseThrow()) : new SelfSigned();
    }
}
