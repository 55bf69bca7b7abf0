package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.keys.KeyRotation;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.release.StorageLimit;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.TenantStanding;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start-up cache is made from the answers of a server that works, or not at all. */
class TrainingTrafficTest {
    private static final String DEVICES = "[{\"id\":\"d\",\"auth_sets\":[{\"id\":\"a\"}]}]";

    /** What a server that works answers, by the end of the path. */
    private final Map<String, Integer> statuses = new HashMap<>(Map.of(
            "/", 303,
            "/sign-in", 200,
            "/login", 200,
            "/devices", 200,
            "/status", 204,
            "/attributes", 200,
            "/next", 204,
            "/live", 200,
            "/ready", 200,
            "/metrics", 200));

    private HttpServer server;
    private boolean accepted;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        exchange.getRequestBody().readAllBytes();
        int status = path.endsWith("/auth_requests")
                ? statuses.getOrDefault(accepted ? "accepted" : "stranger", accepted ? 200 : 401)
                : statuses.getOrDefault(path.substring(path.lastIndexOf('/')), 404);
        accepted |= path.endsWith("/status");
        byte[] body = (path.endsWith("/devices") ? DEVICES : "token").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, status == 204 ? -1 : body.length);
        if (status != 204) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private TrainingTraffic traffic() {
        return new TrainingTraffic(base(), Optional.empty(), "a@b.example", SecretText.of("hunter2"));
    }

    @Test
    void a_server_that_works_trains_it() {
        assertThat(traffic().letIn()).isEqualTo("Bearer token");
        traffic().operators();
    }

    @ParameterizedTest
    @CsvSource({
        "/, 200, page",
        "/sign-in, 500, sign-in page",
        "/login, 401, login",
        "stranger, 503, a stranger's authentication",
        "/devices, 503, devices",
        "/status, 503, acceptance",
        "accepted, 401, authentication",
        "/attributes, 503, inventory",
        "/next, 503, poll"
    })
    void any_unexpected_answer_fails_it(String step, int status, String named) {
        statuses.put(step, status);
        assertThatThrownBy(() -> traffic().letIn())
                .isInstanceOf(TrainingFailed.class)
                .hasMessageStartingWith(named + " over http was answered " + status);
    }

    @Test
    void a_known_device_that_is_put_off_fails_it_and_so_does_a_probe() {
        statuses.put("/next", 503);
        statuses.put("/ready", 503);
        assertThatThrownBy(() -> traffic().comeBack("Bearer token")).isInstanceOf(TrainingFailed.class);
        assertThatThrownBy(() -> traffic().operators()).isInstanceOf(TrainingFailed.class);
    }

    @Test
    void the_command_ends_with_1_when_an_answer_is_not_the_expected_one() {
        statuses.put("/login", 503);
        StringWriter err = new StringWriter();

        int code = new Commands(new Trained(), Map.of())
                .run(new PrintWriter(new StringWriter()), new PrintWriter(err), "aot-train");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("aot.training-failed", "login").doesNotContain("hunter2");
    }

    private final class Trained implements Program, Administration, RunningServer {
        @Override
        public RunningServer start(ServerConfig config, Consumer<String> progress) {
            return this;
        }

        @Override
        public Administration administration(ServerConfig config, Consumer<String> progress) {
            return this;
        }

        @Override
        public void createUser(String email, SecretText password, Optional<String> tenant) {}

        @Override
        public String createTenant(String name) {
            throw new UnsupportedOperationException("no tenant is needed for this");
        }

        @Override
        public RuntimeException awaitUnfit() {
            throw new UnsupportedOperationException("training does not wait for it");
        }

        @Override
        public void stand(String tenant, TenantStanding standing) {
            throw new UnsupportedOperationException("no tenant is needed for this");
        }

        @Override
        public TenantLimits limit(String tenant, Optional<DeviceLimit> devices, Optional<StorageLimit> storage) {
            throw new UnsupportedOperationException("no tenant is needed for this");
        }

        @Override
        public void limitBlindness(String tenant, Duration atMost) {
            throw new UnsupportedOperationException("no tenant is needed for this");
        }

        @Override
        public void pingEvery(String tenant, int seconds) {
            throw new UnsupportedOperationException("no tenant is needed for this");
        }

        @Override
        public List<KeyRotation.KnownKey> keys() {
            throw new UnsupportedOperationException("no key is needed for this");
        }

        @Override
        public int rotateKey(KeyPurpose purpose, Duration atMost, Consumer<List<UUID>> waiting) {
            throw new UnsupportedOperationException("no key is needed for this");
        }

        @Override
        public void retireKey(KeyPurpose purpose, int keyId) {
            throw new UnsupportedOperationException("no key is needed for this");
        }

        @Override
        public void awaitOpen() {}

        @Override
        public URI https() {
            return base();
        }

        @Override
        public Optional<URI> publicUrl() {
            return Optional.empty();
        }

        @Override
        public Optional<URI> http() {
            return Optional.of(base());
        }

        @Override
        public URI ops() {
            return base();
        }

        @Override
        public Optional<URI> setupLink() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
