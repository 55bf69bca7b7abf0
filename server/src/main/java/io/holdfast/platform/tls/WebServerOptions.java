package io.holdfast.platform.tls;

import io.holdfast.platform.startup.ListenBacklog;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import java.util.Optional;
import java.util.Set;

/** How Vert.x is to listen for devices and people. */
public final class WebServerOptions {

    /** A device token is 360 bytes and a browser's cookies a few hundred; RFC 9110 asks for at least 8,000 in all. */
    private static final int HEADER_BYTES_MAX = 16 << 10;

    private static final int REQUEST_LINE_BYTES_MAX = 8 << 10;

    /** A connection on which nothing moves: longer than the minute that a proxy in front keeps its own. */
    private static final int IDLE_SECONDS = 75;

    /**
     * Of a message, in one frame or in several, over a person's WebSocket: a full datagram or as much that is pasted. Devices' links and
     * device URLs have limits of their own.
     */
    public static final int SOCKET_MESSAGE_BYTES_MAX = 64 << 10;

    /** Of one frame: so that most that is too large is told so. At a longer one the decoder ends the connection without a word. */
    public static final int SOCKET_FRAME_BYTES_MAX = 2 * SOCKET_MESSAGE_BYTES_MAX;

    private WebServerOptions() {}

    /** Plain HTTP/1.1, for the port behind a proxy. */
    public static HttpServerOptions plain() {
        HttpServerOptions options = new HttpServerOptions();
        options.setHttp2ClearTextEnabled(false); // its handler would stand in every link's pipeline
        // Their handler, too; and it would agree to a compression that links do not speak.
        options.setPerMessageWebSocketCompressionSupported(false);
        options.setPerFrameWebSocketCompressionSupported(false);
        options.setMaxWebSocketMessageSize(SOCKET_MESSAGE_BYTES_MAX);
        options.setMaxWebSocketFrameSize(SOCKET_FRAME_BYTES_MAX);
        options.setMaxHeaderSize(HEADER_BYTES_MAX);
        options.setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX);
        options.setHandle100ContinueAutomatically(true); // curl waits a second for it before it uploads
        options.setIdleTimeout(IDLE_SECONDS);
        options.setAcceptBacklog(ListenBacklog.ofKernel().connections());
        return options;
    }

    /** HTTPS with BoringSSL where its library is there for this machine (2.5 times cheaper a handshake), else the JDK's. */
    public static HttpServerOptions tls(TlsMaterial material) {
        HttpServerOptions options = plain();
        options.setSsl(true);
        options.setUseAlpn(false); // HTTP/1.1 only: a link takes its connection over
        options.setSslEngineOptions(engine());
        options.setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"));
        options.setKeyCertOptions(material.options());
        return options;
    }

    /** As {@link #tls(TlsMaterial)}, with another certificate for the hosts of the device domain. */
    static HttpServerOptions tls(TlsMaterial material, Optional<DomainTls.Shown> hosts) {
        HttpServerOptions options = tls(material);
        hosts.ifPresent(shown -> options.setKeyCertOptions(new TwoCertificates(material, shown)));
        return options;
    }

    /** As {@link #tls(TlsMaterial)}, with what there is for the hosts of the device domain. */
    public static HttpServerOptions withHosts(TlsMaterial material, Optional<DomainTls> hosts) {
        return tls(material, hosts.map(DomainTls::read));
    }

    /** BoringSSL if it can be loaded here. */
    public static SSLEngineOptions engine() {
        return OpenSSLEngineOptions.isAvailable() ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions();
    }
}
