package io.holdfast.cli;

import io.holdfast.platform.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** One keep-alive connection to our own server, for the training. */
final class TrainingClient implements AutoCloseable {

    /** The server is on this machine, but runs at the lowest priority beside one that works. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);

    private final HttpClient http;
    private final URI base;

    TrainingClient(URI base, Optional<Path> trusted) {
        this.base = base;
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        trusted.filter(Files::exists).map(TrainingClient::trusting).ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    Answer send(String method, String path, Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(ANSWER_MAX)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException failed) {
            return new Answer(0, "");
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return new Answer(0, "");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    /** @param status 0 when there was no answer */
    record Answer(int status, String body) {

        JsonNode json() {
            try {
                return Json.tree(body);
            } catch (JacksonException other) {
                return Json.array();
            }
        }
    }

    private static SSLContext trusting(Path certificate) {
        try (InputStream pem = Files.newInputStream(certificate)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException unusable) {
            throw new IllegalStateException("the server's certificate cannot be read", unusable);
        }
    }
}
