package io.holdfast.fleet.load;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Where requests go: one listener of the server under test.
 *
 * @param host name or address, also sent as {@code Host}
 * @param tls how to speak TLS; empty means clear text
 */
public record Target(String host, int port, Optional<SslContext> tls) {

    /** A clear-text listener on this machine. */
    public static Target plain(int port) {
        return new Target("127.0.0.1", port, Optional.empty());
    }

    /** A TLS listener on this machine that must present exactly {@code certificate} (PEM, valid for localhost). */
    public static Target tls(int port, Path certificate) {
        try {
            SslContext context = SslContextBuilder.forClient()
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .trustManager(certificate.toFile())
                    .build();
            return new Target("localhost", port, Optional.of(context));
        } catch (SSLException e) {
            throw new IllegalArgumentException("not a usable certificate: " + certificate, e);
        }
    }

    /** The value of the {@code Host} header. */
    public String authority() {
        return host + ":" + port;
    }
}
