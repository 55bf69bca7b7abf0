package io.holdfast.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.config.TlsConfig;
import io.holdfast.platform.startup.StartRefused;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsReloadTest {

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void the_first_start_makes_a_p256_certificate_with_the_names_of_this_machine_and_a_key_for_our_eyes_only()
            throws IOException {
        TlsFiles files = own(folder, Optional.of("fleet.example"));

        X509Certificate certificate = TlsMaterial.read(files).leaf();
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
        assertThat(TlsMaterial.names(certificate))
                .contains("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "fleet.example");
        assertThat(((ECPublicKey) certificate.getPublicKey())
                        .getParams()
                        .getOrder()
                        .bitLength())
                .isEqualTo(256);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
                .isEqualTo("rw-------");
    }

    @Test
    void a_certificate_that_is_there_is_kept_because_devices_hold_a_copy_of_it() {
        X509Certificate first =
                TlsMaterial.read(own(folder, Optional.of("fleet.example"))).leaf();
        assertThat(TlsMaterial.read(own(folder, Optional.empty())).leaf()).isEqualTo(first);
        assertThat(TlsMaterial.read(own(folder, Optional.of("fleet.example"))).leaf())
                .isEqualTo(first);
    }

    @Test
    void a_public_host_that_it_does_not_cover_makes_a_new_one() {
        own(folder, Optional.empty());
        assertThat(TlsMaterial.names(TlsMaterial.read(own(folder, Optional.of("fleet.example")))
                        .leaf()))
                .contains("fleet.example");
    }

    @Test
    void the_native_library_is_there_on_linux() {
        assertThat(WebServerOptions.engine()).isInstanceOf(OpenSSLEngineOptions.class);
    }

    @Test
    void new_connections_get_a_changed_certificate_with_either_engine() throws Exception {
        for (boolean nativeEngine : new boolean[] {true, false}) {
            Path here = Files.createDirectory(folder.resolve("engine-" + nativeEngine));
            TlsFiles files = own(here, Optional.of("first.example"));
            TlsMaterial first = TlsMaterial.read(files);
            HttpServerOptions options = WebServerOptions.tls(first);
            if (!nativeEngine) {
                options.setSslEngineOptions(new JdkSSLEngineOptions());
            }
            HttpServer server = listening(options);
            TlsReload reload = new TlsReload(files, first);
            reload.add(server);
            assertThat(reload.look()).isFalse();
            assertThat(shownBy(server)).isEqualTo(first.leaf());

            replace(files, own(Files.createDirectory(here.resolve("other")), Optional.of("second.example")));

            assertThat(reload.look()).isTrue();
            assertThat(TlsMaterial.names(shownBy(server))).contains("second.example");
        }
    }

    @Test
    void a_certificate_without_its_key_changes_nothing_until_the_key_follows() throws Exception {
        TlsFiles files = own(folder, Optional.empty());
        TlsMaterial first = TlsMaterial.read(files);
        HttpServer server = listening(WebServerOptions.tls(first));
        TlsReload reload = new TlsReload(files, first);
        reload.add(server);
        TlsFiles other = own(Files.createDirectory(folder.resolve("other")), Optional.empty());

        Files.copy(other.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(reload.look()).isFalse();
        assertThat(shownBy(server)).isEqualTo(first.leaf());

        Files.copy(other.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(reload.look()).isTrue();
        assertThat(shownBy(server)).isNotEqualTo(first.leaf());
    }

    @Test
    void files_that_are_no_certificate_refuse_the_start_and_show_no_key() throws IOException {
        Path file = Files.writeString(folder.resolve("x.pem"), "hunter2");
        assertThatThrownBy(() -> TlsMaterial.read(new TlsFiles(file, file)))
                .isInstanceOfSatisfying(StartRefused.class, refused -> {
                    assertThat(refused.code()).isEqualTo("start.tls-unusable");
                    assertThat(refused.sentence()).doesNotContain("hunter2");
                });
    }

    private static TlsFiles own(Path data, Optional<String> publicHost) {
        return TlsFiles.of(
                new TlsConfig.SelfSigned(),
                data,
                publicHost.map(host -> URI.create("https://" + host)),
                new ManualClock());
    }

    private static void replace(TlsFiles files, TlsFiles by) throws IOException {
        Files.copy(by.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(by.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
    }

    private HttpServer listening(HttpServerOptions options) {
        return vertx.createHttpServer(options)
                .requestHandler(request -> request.response().end("x"))
                .listen(0, "127.0.0.1")
                .await();
    }

    private static X509Certificate shownBy(HttpServer server) throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
        try (SSLSocket socket =
                (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", server.actualPort())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static final class Anyone implements X509TrustManager {
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
