package io.holdfast.platform.tls;

import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
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
        return server.options().getKeyManagerFactory(vertx);
    }

    @Override
    public Function<String, @Nullable KeyManagerFactory> keyManagerFactoryMapper(Vertx vertx) throws Exception {
        KeyManagerFactory ours = hosts.material().options().getKeyManagerFactory(vertx);
        return host -> hosts.isFor(host) ? ours : null;
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
