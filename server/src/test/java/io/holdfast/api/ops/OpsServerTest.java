package io.holdfast.api.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.config.OpsConfig;
import io.holdfast.platform.config.Port;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.platform.metrics.Metrics;
import io.holdfast.platform.startup.StartRefused;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpsServerTest {

    @TempDir
    Path data;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ManualClock clock = new ManualClock();
    private final Pulse loop = new Pulse("loop-1", clock, Duration.ofSeconds(10));
    private final AtomicReference<Health> database = new AtomicReference<>(Health.well());
    private final Metrics metrics = Metrics.withJvm();
    private final CountDownLatch stuck = new CountDownLatch(4);
    private final CompletableFuture<Boolean> answered = new CompletableFuture<>();
    private OpsServer server;
    private String token;

    @BeforeEach
    void start() throws IOException {
        OpsRoutes own = () -> List.of(
                OpsRoute.operator("GET", "/valves", request -> Reply.json(Map.of("valves", List.of()))),
                OpsRoute.waiting("GET", "/stuck", request -> {
                    stuck.countDown();
                    answered.join();
                    return Reply.json(Map.of());
                }),
                OpsRoute.operator("GET", "/broken", request -> {
                    throw new IllegalStateException("hunter2");
                }),
                OpsRoute.operator("POST", "/valves/", request -> {
                    throw new Refusal(409, "valve.exists", "This valve exists.").exception();
                }));
        HealthRoutes health =
                new HealthRoutes(List.of(loop), List.of(HealthCheck.of("database", database::get)), metrics);
        server = OpsServer.start(
                new OpsConfig("127.0.0.1", new Port(0)), OpsToken.in(data, Dice.seeded(1)), List.of(health, own));
        token = Files.readString(data.resolve("ops-token")).strip();
    }

    @AfterEach
    void stop() {
        server.close();
        metrics.close();
    }

    @Test
    void liveness_follows_the_event_loop_and_never_the_database() throws Exception {
        database.set(Health.unwell("PostgreSQL does not answer"));
        assertThat(get("/live").statusCode()).isEqualTo(200);

        clock.advance(Duration.ofSeconds(11));
        assertThat(get("/live").statusCode()).isEqualTo(503);
        assertThat(get("/live").body()).contains("loop-1").contains("no sign of life for 11 s");

        loop.beat();
        assertThat(get("/live").statusCode()).isEqualTo(200);
    }

    @Test
    void readiness_gives_its_reasons() throws Exception {
        assertThat(get("/ready").body()).isEqualTo("{\"ready\":true,\"reasons\":{}}");

        database.set(Health.unwell("PostgreSQL does not answer"));
        assertThat(get("/ready").statusCode()).isEqualTo(503);
        assertThat(get("/ready").body())
                .isEqualTo("{\"ready\":false,\"reasons\":{\"database\":\"PostgreSQL does not answer\"}}");
    }

    @Test
    void calls_that_wait_for_the_database_hold_up_neither_probes_nor_switches() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        HttpRequest request = HttpRequest.newBuilder(server.url().resolve("/stuck"))
                .header("Authorization", "Bearer " + token)
                .build();
        for (int i = 0; i < 30; i++) {
            calls.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        stuck.await();
        for (String path : List.of("/live", "/ready", "/metrics")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(send("GET", "/valves", "Bearer " + token).statusCode()).isEqualTo(200);

        // Eight have a place; the others were told at once, and do not wait for those.
        CompletableFuture.anyOf(calls.toArray(CompletableFuture[]::new)).join();
        answered.complete(true);
        assertThat(calls).extracting(call -> call.join().statusCode()).contains(200, 503);
    }

    @Test
    void metrics_are_free_and_named_for_prometheus() throws Exception {
        metrics.deviceSqlStatements("POST next", () -> 1);
        HttpResponse<String> scraped = get("/metrics");
        assertThat(scraped.statusCode()).isEqualTo(200);
        assertThat(scraped.body())
                .contains("holdfast_device_sql_statements_total{route=\"POST next\"} 1.0")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void everything_else_needs_the_token() throws Exception {
        for (String path : List.of("/valves", "/nothing", "/")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(401);
        }
        for (String wrong : List.of("Bearer wrong", "Bearer ", "Basic " + token, token, "Bearer " + token + "x")) {
            assertThat(send("GET", "/valves", wrong).statusCode()).as(wrong).isEqualTo(401);
        }
        assertThat(send("GET", "/valves", "Bearer " + token).body()).isEqualTo("{\"valves\":[]}");
    }

    @Test
    void refusals_are_json_with_a_stable_code_and_a_request_id() throws Exception {
        assertRefused(get("/valves"), 401, "ops.token-missing");
        assertRefused(send("GET", "/nothing", "Bearer " + token), 404, "ops.unknown-path");
        assertRefused(send("DELETE", "/valves", "Bearer " + token), 405, "ops.wrong-method");
        assertRefused(send("POST", "/valves/x", "Bearer " + token), 409, "valve.exists");
        HttpResponse<String> broken = send("GET", "/broken", "Bearer " + token);
        assertRefused(broken, 500, "internal");
        assertThat(broken.body()).doesNotContain("hunter2");
    }

    @Test
    void the_token_is_for_our_eyes_only_and_another_can_be_written_at_any_time() throws Exception {
        Path file = data.resolve("ops-token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(token).hasSize(64);

        Files.writeString(file, "another-token-of-mine\n");
        assertThat(send("GET", "/valves", "Bearer " + token).statusCode()).isEqualTo(401);
        assertThat(send("GET", "/valves", "Bearer another-token-of-mine").statusCode())
                .isEqualTo(200);

        Files.writeString(file, "");
        assertThat(send("GET", "/valves", "Bearer ").statusCode()).isEqualTo(401);
    }

    @Test
    void a_port_in_use_is_refused_with_its_option() {
        OpsConfig taken = new OpsConfig("127.0.0.1", new Port(server.port()));
        assertThatThrownBy(() -> OpsServer.start(taken, OpsToken.in(data, Dice.seeded(1)), List.of()))
                .isInstanceOfSatisfying(StartRefused.class, refused -> {
                    assertThat(refused.code()).isEqualTo("start.port-in-use");
                    assertThat(refused.nextStep()).contains("--ops-port");
                });
    }

    private static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).isEqualTo(status);
        var body = Json.tree(response.body());
        assertThat(body.get("code").asString()).isEqualTo(code);
        assertThat(body.get("error").asString()).isNotBlank();
        assertThat(body.get("request_id").asString()).isNotBlank();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    private HttpResponse<String> send(String method, String path, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.url().resolve(path)).method(method, HttpRequest.BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
