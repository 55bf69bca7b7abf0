package io.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.agent.session.Offers;
import io.holdfast.wire.mender.AuthRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent does about each answer of a server, and how long it waits: in no time. */
class AgentWaitsTest {
    private static final String LINK = "/api/devices/v1/deviceconnect/connect";
    private static final String AUTH = "/api/devices/v1/authentication/auth_requests";

    @TempDir
    private Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<byte[]> enrolments = new CopyOnWriteArrayList<>();
    private final List<String> signatures = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Duration> waits = new LinkedBlockingQueue<>();
    private final List<String> script = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile boolean broken;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Each line of the script answers one call: status, and the time to come back, if one is named. The last one answers all others. */
    private void answer(HttpExchange call) throws IOException {
        String path = call.getRequestURI().getPath();
        byte[] body = call.getRequestBody().readAllBytes();
        asked.add(path);
        if (path.equals(AUTH)) {
            enrolments.add(body);
            signatures.add(call.getRequestHeaders().getFirst("X-MEN-Signature"));
        }
        String[] line = (script.size() > 1 ? script.removeFirst() : script.getFirst()).split(" ");
        if (line.length > 1) {
            call.getResponseHeaders().set("Retry-After", line[1]);
        }
        byte[] token = "a.token.b".getBytes(StandardCharsets.US_ASCII);
        call.sendResponseHeaders(Integer.parseInt(line[0]), token.length);
        call.getResponseBody().write(token);
        call.close();
    }

    private Agent agent(String... lines) throws NoSuchAlgorithmException {
        script.addAll(List.of(lines));
        AgentSettings settings = new AgentSettings(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                folder,
                Map.of("mac", "02:00:00:00:00:01"),
                "tenant",
                "type",
                SSLContext.getDefault(),
                Duration.ofHours(1),
                Duration.ofHours(1),
                Offers.everything());
        return Agent.start(settings, this::pause, new Random(1), said::add);
    }

    private void pause(Duration span) {
        if (broken) {
            throw new IllegalStateException("the clock is broken");
        }
        waits.add(span);
        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
    }

    private List<Duration> waits(int count) throws InterruptedException {
        List<Duration> seen = new ArrayList<>();
        while (seen.size() < count) {
            Duration wait = waits.poll(60, TimeUnit.SECONDS);
            assertThat(wait).as("after %s", seen).isNotNull();
            seen.add(wait);
        }
        return seen;
    }

    @Test
    void a_device_that_is_not_accepted_asks_again_as_the_server_says_or_at_random() throws Exception {
        try (Agent agent = agent("401 42", "503 7", "401")) {
            List<Duration> seen = waits(5);

            assertThat(seen.subList(0, 2)).containsExactly(Duration.ofSeconds(42), Duration.ofSeconds(7));
            assertThat(seen.subList(2, 5)).allMatch(wait -> wait.compareTo(Duration.ofSeconds(5)) >= 0);
            assertThat(asked).containsOnly(AUTH);
        }
    }

    @Test
    void it_proves_its_key_over_the_very_bytes_that_it_sends() throws Exception {
        try (Agent agent = agent("401")) {
            waits(2);
            AuthRequest first = AuthRequest.parse(enrolments.getFirst());

            assertThat(first.identity().canonicalJson()).isEqualTo("{\"mac\":\"02:00:00:00:00:01\"}");
            assertThat(first.tenantToken()).hasValue("tenant");
            assertThat(first.publicKey()
                            .verifies(enrolments.getFirst(), Base64.getDecoder().decode(signatures.getFirst())))
                    .isTrue();
        }
    }

    @Test
    void a_server_that_takes_no_links_now_names_the_time() throws Exception {
        try (Agent agent = agent("200", "503 11", "503 12", "503 13")) {
            assertThat(waits(3))
                    .containsExactly(Duration.ofSeconds(11), Duration.ofSeconds(12), Duration.ofSeconds(13));
            assertThat(asked).startsWith(AUTH, LINK, LINK);
            assertThat(folder.resolve("token")).hasContent("a.token.b");
        }
    }

    @Test
    void a_token_that_is_kept_needs_no_asking_and_one_that_is_refused_is_dropped() throws Exception {
        Files.writeString(folder.resolve("token"), "an.older.token");
        try (Agent agent = agent("503 9", "401", "401 5")) {
            waits(2);

            assertThat(asked).startsWith(LINK, LINK, AUTH);
            assertThat(folder.resolve("token")).doesNotExist();
        }
    }

    @Test
    void a_server_that_gives_tokens_and_honours_none_is_not_asked_without_end() throws Exception {
        try (Agent agent = agent("200", "401", "200", "401", "200", "401", "200", "401", "503 3600")) {
            List<Duration> seen = waits(3);

            assertThat(seen).allMatch(wait -> wait.compareTo(Duration.ofSeconds(5)) >= 0);
        }
    }

    @Test
    void each_step_is_told_in_one_line_that_says_what_is_next() throws Exception {
        try (Agent agent = agent("503 7", "401 9", "200", "503 11")) {
            waits(3);

            assertThat(said.getFirst())
                    .startsWith("this device is {mac=02:00:00:00:00:01}, its server http://127.0.0.1:");
            assertThat(List.copyOf(said).subList(1, 5))
                    .containsExactly(
                            "the server answers 503; next try in 7 s",
                            "not accepted yet; next try in 9 s",
                            "accepted",
                            "the server answers 503 to the link; next try in 11 s");
            assertThat(said).noneMatch(line -> line.contains("a.token.b"));
        }
    }

    @Test
    void a_request_that_is_wrong_ends_the_agent_with_the_server_s_words() throws Exception {
        try (Agent agent = agent("400")) {
            assertThatThrownBy(agent::awaitEnd)
                    .isInstanceOf(AgentFailed.class)
                    .hasMessageContaining("refuses the request");
        }
    }

    @Test
    void an_agent_that_breaks_says_so_to_who_waits_for_its_end() throws Exception {
        broken = true;
        try (Agent agent = agent("401")) {
            assertThatThrownBy(agent::awaitEnd)
                    .isInstanceOf(AgentFailed.class)
                    .hasMessage("The agent broke: IllegalStateException: the clock is broken.");
        }
    }

    @Test
    void a_disk_that_takes_nothing_does_not_end_the_agent() throws Exception {
        Files.createDirectories(folder.resolve("token/in-the-way"));
        try (Agent agent = agent("200", "503 11", "401", "200", "503 12")) {
            assertThat(waits(2)).containsExactly(Duration.ofSeconds(11), Duration.ofSeconds(12));
            assertThat(asked).startsWith(AUTH, LINK, LINK, AUTH, LINK);
            assertThat(said)
                    .anyMatch(line -> line.contains("cannot be kept"))
                    .anyMatch(line -> line.contains("cannot be dropped"))
                    .noneMatch(line -> line.contains("a.token.b"));
        }
    }

    @Test
    void a_kept_token_that_no_header_takes_is_neither_used_nor_told() throws Exception {
        Files.writeString(folder.resolve("token"), "an.older\ntoken");
        try (Agent agent = agent("200", "503 11")) {
            waits(1);

            assertThat(asked).startsWith(AUTH, LINK);
            assertThat(said).noneMatch(line -> line.contains("an.older"));
            assertThat(folder.resolve("token")).hasContent("a.token.b");
        }
    }

    @Test
    void a_folder_that_cannot_be_made_is_named() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        AgentSettings settings = new AgentSettings(
                URI.create("http://127.0.0.1:1"),
                file.resolve("data"),
                Map.of("mac", "1"),
                "",
                "type",
                context(),
                Duration.ofHours(1),
                Duration.ofHours(1),
                Offers.everything());

        assertThatThrownBy(() -> Agent.start(settings, sentence -> {}))
                .isInstanceOf(AgentFailed.class)
                .hasMessageContaining(file.resolve("data").toString());
    }

    private static SSLContext context() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
