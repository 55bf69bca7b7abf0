package io.holdfast.platform.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses between two certificates in each handshake by the name that is asked for. There is one context for all names: one for each
 * would let strangers fill the memory with names of their own making.
 */
final class CertificateByHost extends X509ExtendedKeyManager {
    private static final String OF_HOSTS = "hosts:";
    private static final String OF_SERVER = "server:";

    private final X509ExtendedKeyManager server;
    private final X509ExtendedKeyManager hosts;
    private final Predicate<String> isHost;

    /** @param isHost whether the second certificate is for this name, in lower case */
    CertificateByHost(X509ExtendedKeyManager server, X509ExtendedKeyManager hosts, Predicate<String> isHost) {
        this.server = server;
        this.hosts = hosts;
        this.isHost = isHost;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        boolean ofHosts = asked(engine).filter(isHost).isPresent();
        String alias = (ofHosts ? hosts : server).chooseEngineServerAlias(keyType, issuers, engine);
        return alias == null ? null : (ofHosts ? OF_HOSTS : OF_SERVER) + alias;
    }

    private static Optional<String> asked(SSLEngine engine) {
        if (!(engine.getHandshakeSession() instanceof ExtendedSSLSession session)) {
            return Optional.empty();
        }
        return session.getRequestedServerNames().stream()
                .filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName().toLowerCase(java.util.Locale.ROOT))
                .findFirst();
    }

    private X509ExtendedKeyManager of(String alias) {
        return alias.startsWith(OF_HOSTS) ? hosts : server;
    }

    private static String within(String alias) {
        return alias.substring(alias.indexOf(':') + 1);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return of(alias).getCertificateChain(within(alias));
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return of(alias).getPrivateKey(within(alias));
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return server.getServerAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        String alias = server.chooseServerAlias(keyType, issuers, socket);
        return alias == null ? null : OF_SERVER + alias;
    }

    /** This is no client. */
    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    /** This is no client. */
    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
