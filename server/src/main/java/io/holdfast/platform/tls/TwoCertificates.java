package io.holdfast.platform.tls;

import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The server's certificate for everybody, and the domain's for those who name a host of it. Vert.x would choose among several for who
 * names none; devices must be shown the one that they hold a copy of.
 */
final class TwoCertificates implements KeyCertOptions {
    private final TlsMaterial server;
    private final DomainTls.Shown hosts;

    TwoCertificates(TlsMaterial server, DomainTls.Shown hosts) {
        this.server = server;
        this.hosts = hosts;
    }

    @Override
    public KeyCertOptions copy() {
        return this; // nothing in it changes
    }

    @Override
    public KeyManagerFactory getKeyManagerFactory(Vertx vertx) throws Exception {
        return KeyCertOptions.wrap(
                        new CertificateByHost(manager(server, vertx), manager(hosts.material(), vertx), hosts::isFor))
                .getKeyManagerFactory(vertx);
    }

    private static X509ExtendedKeyManager manager(TlsMaterial material, Vertx vertx) throws Exception {
        return Stream.of(material.options().getKeyManagerFactory(vertx).getKeyManagers())
                .filter(X509ExtendedKeyManager.class::isInstance)
                .map(X509ExtendedKeyManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no key manager that sees the handshake"));
    }

    /** None by name: Vert.x keeps a context for ever for each name that it is given another one for. */
    @Override
    public Function<String, @Nullable KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) {
        return host -> null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TwoCertificates that && server.sameAs(that.server) && hosts.sameAs(that.hosts);
    }

    @Override
    public int hashCode() {
        return server.leaf().hashCode();
    }
}
