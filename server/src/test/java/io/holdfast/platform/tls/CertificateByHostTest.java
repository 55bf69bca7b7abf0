package io.holdfast.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.clock.Clock;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateByHostTest {
    private static final String DOMAIN = "devices.example.net";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void each_name_is_shown_its_certificate_by_either_engine_and_protocol_and_none_is_remembered() throws Exception {
        Path ours = Files.createDirectory(folder.resolve("tls"));
        Path wildcard = Files.createDirectory(folder.resolve("devices"));
        TlsMaterial server =
                TlsMaterial.read(new OwnCertificate(ours, Clock.system()).covering(Optional.of("fleet.example.net")));
        TlsFiles files = new OwnCertificate(wildcard, Clock.system()).wildcard(DOMAIN);
        DomainTls.Shown hosts = new DomainTls.Shown(DOMAIN, TlsMaterial.read(files));

        for (boolean nativeEngine : new boolean[] {true, false}) {
            HttpServerOptions options = WebServerOptions.tls(server, Optional.of(hosts));
            if (!nativeEngine) {
                options.setSslEngineOptions(new JdkSSLEngineOptions());
            }
            assertThat(options.isSni())
                    .as("Vert.x keeps a context for each name")
                    .isFalse();
            HttpServer listening = vertx.createHttpServer(options)
                    .requestHandler(request -> request.response().end())
                    .listen(0, "127.0.0.1")
                    .await();
            for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
                for (String host : List.of("a--80." + DOMAIN, "A--80.Devices.Example.NET", "anything." + DOMAIN)) {
                    assertThat(shown(listening.actualPort(), protocol, Optional.of(host)))
                            .as("%s, %s, native %s", host, protocol, nativeEngine)
                            .isEqualTo(hosts.material().leaf());
                }
                for (String host : List.of(DOMAIN, "fleet.example.net", "evil" + DOMAIN)) {
                    assertThat(shown(listening.actualPort(), protocol, Optional.of(host)))
                            .as("%s, %s, native %s", host, protocol, nativeEngine)
                            .isEqualTo(server.leaf());
                }
                assertThat(shown(listening.actualPort(), protocol, Optional.empty()))
                        .as("no name, %s, native %s", protocol, nativeEngine)
                        .isEqualTo(server.leaf());
            }
        }
    }

    private static X509Certificate shown(int port, String protocol, Optional<String> host) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {protocol});
            parameters.setServerNames(host.<List<SNIServerName>>map(name -> List.of(new SNIHostName(name)))
                    .orElse(List.of()));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
