package io.holdfast.gateway.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.platform.http.StrictRequestDecoder;
import io.holdfast.platform.http.VertxSetup;
import io.holdfast.platform.tls.WebServerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stands in a link's pipeline before and after the upgrade, on the very versions of Vert.x and Netty that are shipped. */
class LeanPipelineTest {
    private final Vertx vertx = Vertx.vertx(VertxSetup.options());
    private final TestLinks fleet = new TestLinks();
    private final ImageDevice device = fleet.device();
    private final CompletableFuture<List<String>> before = new CompletableFuture<>();
    private final CompletableFuture<List<String>> after = new CompletableFuture<>();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void a_plain_link_is_two_codecs_and_itself() throws Exception {
        connect(WebServerOptions.plain());

        assertThat(seen(before)).containsExactly("httpDecoder", "httpEncoder", "idle", "handler");
        assertThat(seen(after)).containsExactly("frames-in", "frames-out", "link");
    }

    @Test
    void a_link_over_the_jdk_s_tls_has_that_before_it() throws Exception {
        connect(tls(new JdkSSLEngineOptions()));

        assertThat(seen(after)).containsExactly("ssl", "frames-in", "frames-out", "link");
    }

    @Test
    void a_link_over_boringssl_has_that_before_it() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(OpenSSLEngineOptions.isAvailable());
        connect(tls(new OpenSSLEngineOptions()));

        assertThat(seen(after)).containsExactly("ssl", "frames-in", "frames-out", "link");
    }

    private static HttpServerOptions tls(SSLEngineOptions engine) {
        return WebServerOptions.plain()
                .setSsl(true)
                .setUseAlpn(false)
                .setSslEngineOptions(engine)
                .setKeyCertOptions(SelfSignedCertificate.create().keyCertOptions());
    }

    private static List<String> seen(CompletableFuture<List<String>> names) throws Exception {
        return names.get(20, TimeUnit.SECONDS);
    }

    private void connect(HttpServerOptions options) throws Exception {
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(connection -> StrictRequestDecoder.guard(connection, options))
                .requestHandler(this::upgrade);
        int port = server.listen(0, "127.0.0.1").await(20, TimeUnit.SECONDS).actualPort();
        WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setSsl(options.isSsl())
                .setTrustAll(true)
                .setVerifyHost(false));
        try {
            WebSocket socket = client.connect(port, "127.0.0.1", "/").await(20, TimeUnit.SECONDS);
            socket.close();
        } catch (UpgradeRejectedException refused) {
            throw new AssertionError(refused);
        }
    }

    private void upgrade(HttpServerRequest request) {
        before.complete(names(request));
        String key = request.getHeader("Sec-WebSocket-Key");
        request.response()
                .putHeader("Upgrade", "websocket")
                .putHeader("Connection", "Upgrade")
                .putHeader("Sec-WebSocket-Accept", accept(key));
        List<String> standing = new java.util.concurrent.CopyOnWriteArrayList<>();
        var pipeline = ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .pipeline();
        request.toNetSocket().onComplete(socket -> {
            DeviceLink link = fleet.links.prepare(device, Subprotocol.PROTOMSG);
            LeanPipeline.install(socket.result(), link);
            fleet.links.opened(link);
            standing.addAll(pipeline.names());
            standing.removeIf(name -> name.startsWith("DefaultChannelPipeline"));
            after.complete(standing);
        });
    }

    private static List<String> names(HttpServerRequest request) {
        return ((HttpServerConnection) request.connection())
                .channelHandlerContext().pipeline().names().stream()
                        .filter(name -> !name.startsWith("DefaultChannelPipeline"))
                        .toList();
    }

    private static String accept(String key) {
        try {
            return java.util.Base64.getEncoder()
                    .encodeToString(java.security.MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
