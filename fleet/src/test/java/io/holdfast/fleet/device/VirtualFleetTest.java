package io.holdfast.fleet.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.stub.StubServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class VirtualFleetTest {
    private static final DeviceRhythm RHYTHM = new DeviceRhythm(
            Duration.ofMillis(50),
            Duration.ofMillis(80),
            Duration.ofMillis(50),
            Duration.ofMillis(5),
            Duration.ofSeconds(5));
    private static final int ARTIFACT_BYTES = 200_000;
    private static final String STATUS = "PUT /api/devices/v1/deployments/device/deployments/d1/status ";

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicInteger downloads = new AtomicInteger();
    private final DeviceKey key = DeviceKey.ecdsaP256();

    /** Answers like a server with one deployment for a device that runs "initial"; the test may answer first. */
    private StubServer stub(BiFunction<HttpServerRequest, Buffer, Boolean> first) {
        return new StubServer(new HttpServerOptions().setCompressionSupported(true), (request, body) -> {
            seen.add(request.method() + " " + request.path() + " " + body);
            if (!first.apply(request, body)) {
                answer(request, body);
            }
        });
    }

    private void answer(HttpServerRequest request, Buffer body) {
        String path = request.path();
        if (path.endsWith("/auth_requests")) {
            request.response().end("token-" + tokens.incrementAndGet());
        } else if (path.endsWith("/next") && body.toString().contains("\"artifact_name\":\"initial\"")) {
            request.response()
                    .end(
                            "{\"id\":\"d1\",\"artifact\":{\"artifact_name\":\"next\",\"source\":{\"uri\":\"http://x/blob?sig=1\"}}}");
        } else if (path.equals("/blob")) {
            sendArtifact(request);
        } else {
            request.response()
                    .setStatusCode(path.endsWith("/attributes") ? 200 : 204)
                    .end();
        }
    }

    private void sendArtifact(HttpServerRequest request) {
        Optional<String> range = Optional.ofNullable(request.getHeader("Range"));
        ranges.add(range.orElse("whole"));
        int from =
                range.map(text -> Integer.parseInt(text.replaceAll("\\D", ""))).orElse(0);
        request.response().putHeader("Content-Encoding", "identity"); // an artifact is compressed already
        request.response().putHeader("Content-Length", String.valueOf(ARTIFACT_BYTES - from));
        if (downloads.incrementAndGet() == 1) {
            request.response()
                    .write(Buffer.buffer(new byte[ARTIFACT_BYTES / 2]))
                    .onComplete(written -> request.connection().close());
        } else {
            request.response().setStatusCode(from == 0 ? 200 : 206).end(Buffer.buffer(new byte[ARTIFACT_BYTES - from]));
        }
    }

    private VirtualFleet fleet(StubServer server, DeviceProfile profile) {
        return VirtualFleet.start(
                Target.plain(server.port()),
                List.of(profile),
                RHYTHM,
                (device, request, answer, authorized) -> {},
                Duration.ZERO,
                1);
    }

    private DeviceProfile profile() {
        return DeviceProfile.of(DeviceProfile.macNumber(258), "board", key);
    }

    @Test
    void an_update_is_reported_as_the_real_client_does_and_resumed_where_it_broke() {
        try (StubServer server = stub((request, body) -> false);
                VirtualFleet fleet = fleet(server, profile())) {
            assertThat(Poll.until(Duration.ofSeconds(60), () -> fleet.running("next") == 1))
                    .isTrue();

            assertThat(statuses())
                    .containsExactly(
                            "downloading", "downloading", "downloading", "installing", "installing", "success");
            assertThat(ranges).containsExactly("whole", "bytes=" + ARTIFACT_BYTES / 2 + "-");
            assertThat(tokens).as("it authorises again before it commits").hasValue(2);
        }
    }

    @Test
    void a_failing_update_is_reported_with_a_log_and_leaves_the_old_artifact() {
        try (StubServer server = stub((request, body) -> false);
                VirtualFleet fleet = fleet(server, profile().failing())) {
            assertThat(Poll.until(Duration.ofSeconds(60), () -> seen("/d1/log")))
                    .isTrue();

            assertThat(statuses()).startsWith("downloading", "downloading", "downloading", "installing", "failure");
            assertThat(fleet.running("initial")).isEqualTo(1);
        }
    }

    @Test
    void an_aborted_update_is_left_at_once() {
        try (StubServer server = stub((request, body) -> {
                    boolean installing = body.toString().contains("installing");
                    if (installing) {
                        request.response().setStatusCode(409).end();
                    }
                    return installing;
                });
                VirtualFleet fleet = fleet(server, profile())) {
            // It is offered the update again at its next poll, so the first refusal is looked at, however late this
            // thread looks.
            assertThat(Poll.until(
                            Duration.ofSeconds(60), () -> afterFirstInstalling().isPresent()))
                    .isTrue();

            assertThat(afterFirstInstalling().orElseThrow()).containsAnyOf("/next", "/attributes");
            assertThat(fleet.running("initial")).isEqualTo(1);
        }
    }

    @Test
    void unauthorised_is_answered_with_a_new_authorisation_at_once_and_unavailable_with_patience() {
        AtomicInteger polls = new AtomicInteger();
        try (StubServer server = stub((request, body) -> {
                    int poll = request.path().endsWith("/next") ? polls.incrementAndGet() : 0;
                    if (poll >= 1 && poll <= 4) {
                        request.response().setStatusCode(poll == 4 ? 401 : 503).end();
                    } else if (poll > 4) {
                        request.response().setStatusCode(204).end();
                    }
                    return poll > 0;
                });
                VirtualFleet fleet = fleet(server, profile())) {
            assertThat(Poll.until(Duration.ofSeconds(60), () -> polls.get() >= 5))
                    .isTrue();

            List<String> kinds = new ArrayList<>(seen);
            kinds.removeIf(request -> request.contains("/attributes"));
            assertThat(kinds.stream().map(request -> request.contains("auth_requests") ? "auth" : "poll"))
                    .startsWith("auth", "poll", "poll", "poll", "poll", "auth", "poll");
            assertThat(fleet.authorized()).isEqualTo(1);
        }
    }

    @Test
    void the_signature_covers_the_body_with_its_last_newline() throws Exception {
        String request = new String(
                new MenderEncoding("localhost:1").encode(new DeviceRequest.Authorize(profile()), ""),
                StandardCharsets.UTF_8);
        String body = request.substring(request.indexOf("\r\n\r\n") + 4);
        String signature = request.lines()
                .filter(line -> line.startsWith("X-Men-Signature: "))
                .findFirst()
                .orElseThrow()
                .substring("X-Men-Signature: ".length());
        String pem = key.publicPem().replaceAll("-----[A-Z ]+-----|\n", "");

        Signature check = Signature.getInstance("SHA256withECDSA");
        check.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem))));
        check.update(body.getBytes(StandardCharsets.UTF_8));

        assertThat(body).endsWith("\n").contains("02:00:00:00:01:02");
        assertThat(request).contains("Content-Length: " + body.length() + "\r\n");
        assertThat(check.verify(Base64.getDecoder().decode(signature))).isTrue();
    }

    private List<String> statuses() {
        return seen.stream()
                .filter(request -> request.startsWith(STATUS))
                .map(request -> request.substring(STATUS.length()).replaceAll(".*:\"|\".*", ""))
                .toList();
    }

    private Optional<String> afterFirstInstalling() {
        return seen.stream()
                .dropWhile(request -> !(request.startsWith(STATUS) && request.contains("installing")))
                .skip(1)
                .findFirst();
    }

    private boolean seen(String part) {
        return seen.stream().anyMatch(request -> request.contains(part));
    }
}
