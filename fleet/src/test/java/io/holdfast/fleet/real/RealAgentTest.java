package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.Command;
import io.holdfast.fleet.process.Poll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code holdfast agent} as a process, reached by Debian's mender-cli, which does not know that it is no mender-connect. */
class RealAgentTest {
    private static final Duration SOON = Duration.ofSeconds(120);
    private static final String MAC = "02:00:00:00:0a:01";
    private static final int FILE_BYTES = 20 << 20;

    private static LiveServer live;
    private static ManagementApi api;
    private static AgentProcess agent;
    private static ManagedDevice device;
    private static MenderCli cli;

    @BeforeAll
    static void start() {
        Machine.withRealClients();
        live = LiveServer.start();
        api = live.login();
        agent = AgentProcess.start(live, MAC);
        device = Poll.forValue(SOON, () -> api.devices().find("pending", "mac", MAC))
                .orElseThrow(() -> new AssertionError("never pending: " + agent.said()));
        api.devices().accept(device);
        cli = new MenderCli(live.url(), live.folder("home"));
        succeeded(cli.login(live.administrator().email(), live.administrator().password()));
        awaitConnected();
    }

    @AfterAll
    static void stop() {
        if (agent != null) {
            agent.close();
        }
        if (live != null) {
            live.close();
        }
    }

    private static void awaitConnected() {
        Poll.require(
                "the agent is connected",
                SOON,
                () -> api.devices().connection(device).equals("connected"));
    }

    private static void succeeded(Command.Outcome outcome) {
        assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
    }

    private static Typed terminal(String name) {
        return Typed.start(live.folder(name), cli.words("terminal", device.id()), cli.environment(), 30, 100);
    }

    @Test
    void a_terminal_has_its_size_follows_the_window_and_ends_clean() {
        try (Typed terminal = terminal("t1")) {
            terminal.type("stty size; echo six-times-$((6*7))\n");
            terminal.awaitShown("30 100");
            terminal.awaitShown("six-times-42");

            terminal.resize(50, 132);
            terminal.type("stty size\n");
            terminal.awaitShown("50 132");

            terminal.type("exit\n");
            assertThat(terminal.end()).as(terminal.shown()).isZero();
        }
    }

    @Test
    void a_file_goes_there_and_comes_back_as_it_was_with_its_mode() throws Exception {
        Path original = live.folder("original");
        byte[] bytes = new byte[FILE_BYTES];
        new Random(50).nextBytes(bytes);
        Files.write(original, bytes);
        Files.setPosixFilePermissions(original, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-x---"));
        Path onDevice = live.folder("on-device");
        Path back = live.folder("back");

        succeeded(cli.copy(original.toString(), device.id() + ":" + onDevice));
        succeeded(cli.copy(device.id() + ":" + onDevice, back.toString()));

        assertThat(Files.mismatch(original, onDevice)).isEqualTo(-1);
        assertThat(Files.mismatch(original, back)).isEqualTo(-1);
        assertThat(Files.getPosixFilePermissions(onDevice)).isEqualTo(Files.getPosixFilePermissions(original));
    }

    @Test
    void a_web_server_is_reached_through_a_forwarded_port() throws Exception {
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = new byte[300_000];
        new Random(1).nextBytes(page);
        web.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        web.start();
        int local = freePort();
        try (Typed forward = Typed.start(
                live.folder("pf"),
                cli.words(
                        "port-forward",
                        device.id(),
                        "tcp/" + local + ":" + web.getAddress().getPort()),
                cli.environment(),
                24,
                80)) {
            forward.awaitShown("Forwarding from");
            assertThat(Poll.until(SOON, () -> java.util.Arrays.equals(fetched(local), page)))
                    .as(forward.shown())
                    .isTrue();

            forward.type("\u0003");
            assertThat(forward.end()).as(forward.shown()).isZero();
        } finally {
            web.stop(0);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static byte[] fetched(int port) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException notYet) {
            return new byte[0];
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In one order: each leaves the device as the next one wants it. */
    @Test
    void
            an_agent_that_is_killed_leaves_no_shell_and_comes_back_with_its_key_and_so_it_does_after_a_restart_of_the_server()
                    throws Exception {
        String mark = "271828" + System.nanoTime() % 1_000_000;
        byte[] key = Files.readAllBytes(agent.data().resolve("key.pem"));
        try (Typed terminal = terminal("t2")) {
            terminal.type("sleep " + mark + "\n");
            assertThat(Poll.until(SOON, () -> processes(mark) == 1)).isTrue();

            agent.kill();

            assertThat(Poll.until(SOON, () -> processes(mark) == 0)).isTrue();
            terminal.end();
        }
        Poll.require(
                "people see that it is gone",
                SOON,
                () -> !api.devices().connection(device).equals("connected"));

        agent.startAgain();
        agent.awaitSaid("holdfast agent: connected", 2);
        awaitConnected();
        assertThat(Files.readAllBytes(agent.data().resolve("key.pem"))).isEqualTo(key);

        live.restart();
        agent.awaitSaid("1012 restart; retry after ", 1);
        agent.awaitSaid("holdfast agent: connected", 3);
        assertThat(agent.said()).as("a restart costs no token").doesNotContain("asking for another");

        assertThat(agent.stop()).isZero();
        agent.startAgain();
        agent.awaitSaid("holdfast agent: connected", 4);
        awaitConnected();
    }

    private static long processes(String argument) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(all -> all.length == 1 && all[0].equals(argument))
                        .isPresent())
                .count();
    }
}
