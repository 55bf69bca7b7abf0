package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.holdfast.fleet.process.Command;
import io.holdfast.fleet.process.Poll;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.tunnel.LocalPort;
import io.holdfast.tunnel.TrustedServer;
import io.holdfast.tunnel.Tunnel;
import io.holdfast.tunnel.TunnelServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real device's terminal, files and ports, reached by Debian's mender-cli and by our own tunnel. */
class RealAccessTest {
    private static final int FILE_BYTES = 50 << 20;

    private static final Duration PROMPT_MAX = Duration.ofSeconds(20);
    private static final int TERMINALS_MAX = 5;
    private static final Duration FOLLOWS_MAX = Duration.ofSeconds(60);

    private static LiveDevice device;

    @BeforeAll
    static void start() {
        device = LiveDevice.start(Machine.withRealClients(), "02:00:00:00:01:01");
    }

    @AfterAll
    static void stop() {
        if (device != null) {
            device.close();
        }
    }

    /** A terminal that shows its prompt; opened again when mender-connect forgot to read it (see {@link RealSessionTest}). */
    private static Typed terminal(String name, int rows, int columns) {
        for (int opened = 1; opened <= TERMINALS_MAX; opened++) {
            Typed terminal = Typed.start(
                    device.live.folder(name + "-" + opened),
                    device.cli.words("terminal", device.id),
                    device.cli.environment(),
                    rows,
                    columns);
            if (terminal.shows("# ", PROMPT_MAX)) {
                return terminal;
            }
            terminal.close();
        }
        throw new AssertionError("none of " + TERMINALS_MAX + " terminals showed a prompt");
    }

    @Test
    void a_terminal_has_its_size_follows_the_window_and_ends_clean() {
        try (Typed terminal = terminal("t1", 30, 100)) {
            terminal.type("stty size; echo six-times-$((6*7))\n");
            terminal.awaitShown("30 100");
            terminal.awaitShown("six-times-42");

            terminal.resize(50, 132);
            // mender-cli hears of its window beside the keys: on a busy machine later than those that were typed after
            // it.
            Poll.require("the device's window follows", FOLLOWS_MAX, () -> {
                terminal.type("stty size\n");
                return terminal.shows("50 132", Duration.ofSeconds(2));
            });

            terminal.type("exit\n");
            assertThat(terminal.end()).as(terminal.shown()).isZero();
        }
        assertThat(device.agent.isRunning()).isTrue();
    }

    @Test
    void two_terminals_run_at_once_and_each_ends_clean() {
        try (Typed first = terminal("t2", 24, 80);
                Typed second = terminal("t3", 24, 80)) {
            first.type("echo first-$((1+1))\n");
            second.type("echo second-$((2+2))\n");
            first.awaitShown("first-2");
            second.awaitShown("second-4");

            first.type("exit\n");
            assertThat(first.end()).as(first.shown()).isZero();
            second.type("echo still-$((3+3))\n");
            second.awaitShown("still-6");
            second.type("\u001d"); // Ctrl+], by which a person leaves
            assertThat(second.end()).as(second.shown()).isZero();
        }
    }

    @Test
    void fifty_megabytes_go_to_the_device_and_come_back_as_they_were() throws Exception {
        Path original = device.live.folder("original");
        byte[] bytes = new byte[FILE_BYTES];
        new Random(50).nextBytes(bytes);
        Files.write(original, bytes);
        Path onDevice = device.live.folder("on-device");
        Path back = device.live.folder("back");
        Process executable = new ProcessBuilder("chmod", "750", original.toString()).start();
        assertThat(executable.waitFor()).isZero();

        long begun = System.nanoTime();
        succeeded(device.cli.copy(original.toString(), device.id + ":" + onDevice));
        long uploaded = System.nanoTime();
        succeeded(device.cli.copy(device.id + ":" + onDevice, back.toString()));
        long downloaded = System.nanoTime();

        assertThat(sha256(onDevice)).isEqualTo(sha256(original));
        assertThat(sha256(back)).isEqualTo(sha256(original));
        assertThat(Files.getPosixFilePermissions(onDevice)).isEqualTo(Files.getPosixFilePermissions(original));
        System.out.printf(
                "50 MiB up in %d ms, down in %d ms%n",
                (uploaded - begun) / 1_000_000, (downloaded - uploaded) / 1_000_000);
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @Test
    void a_web_server_and_a_udp_service_are_reached_through_mender_cli() throws Exception {
        HttpServer web = webServer();
        int local = freePort();
        int localUdp = freePort();
        try (DatagramSocket udp = udpEcho();
                Typed forward = Typed.start(
                        device.live.folder("pf"),
                        device.cli.words(
                                "port-forward",
                                device.id,
                                "tcp/" + local + ":" + web.getAddress().getPort(),
                                "udp/" + localUdp + ":" + udp.getLocalPort()),
                        device.cli.environment(),
                        24,
                        80)) {
            forward.awaitShown("Forwarding from");
            assertThat(Poll.until(Duration.ofSeconds(30), () -> fetched(local).equals("hello from the device")))
                    .as(forward.shown())
                    .isTrue();
            assertThat(Poll.until(Duration.ofSeconds(30), () -> echoed(localUdp).equals("over udp")))
                    .as(forward.shown())
                    .isTrue();

            forward.type("\u0003");
            assertThat(forward.end()).as(forward.shown()).isZero();
        } finally {
            web.stop(0);
        }
        assertThat(device.agent.isRunning()).isTrue();
    }

    private static HttpServer webServer() throws IOException {
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] hello = "hello from the device".getBytes(StandardCharsets.US_ASCII);
        web.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, hello.length);
            exchange.getResponseBody().write(hello);
            exchange.close();
        });
        web.start();
        return web;
    }

    private static DatagramSocket udpEcho() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                    socket.receive(packet);
                    socket.send(packet);
                }
            } catch (IOException closed) {
                // the test is over
            }
        });
        return socket;
    }

    private static String echoed(int port) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(2_000);
            byte[] sent = "over udp".getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(sent, sent.length, InetAddress.getLoopbackAddress(), port));
            DatagramPacket back = new DatagramPacket(new byte[2048], 2048);
            socket.receive(back);
            return new String(back.getData(), 0, back.getLength(), StandardCharsets.US_ASCII);
        } catch (IOException notYet) {
            return "";
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String fetched(int port) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException notYet) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TunnelServer tunnelServer(String tokenName) {
        return new TunnelServer(
                URI.create(device.live.url()),
                TrustedServer.by(Optional.of(device.live.certificate())),
                SecretText.of(device.token(tokenName)),
                DeviceId.parse(device.id).orElseThrow());
    }

    @Test
    void our_tunnel_carries_many_connections_at_once_and_a_pipe() throws Exception {
        HttpServer web = webServer();
        int remote = web.getAddress().getPort();
        try (Tunnel tunnel = Tunnel.to(tunnelServer("tunnel"), System.err::println);
                LocalPort local = LocalPort.open(0, tunnel, "localhost", remote)) {
            Thread[] pages = new Thread[10];
            String[] got = new String[pages.length];
            for (int i = 0; i < pages.length; i++) {
                int page = i;
                pages[i] = Thread.ofVirtual().start(() -> got[page] = fetched(local.number()));
            }
            for (Thread page : pages) {
                page.join();
            }
            assertThat(got).containsOnly("hello from the device");

            ByteArrayOutputStream out = new ByteArrayOutputStream();
            boolean connected = tunnel.carry(
                    new ByteArrayInputStream(
                            "GET / HTTP/1.0\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                    out,
                    "localhost",
                    remote);
            assertThat(connected).isTrue();
            assertThat(out.toString(StandardCharsets.US_ASCII)).endsWith("hello from the device");
            assertThat(tunnel.carry(new ByteArrayInputStream(new byte[0]), out, "localhost", freePort()))
                    .as("nothing listens there")
                    .isFalse();
        } finally {
            web.stop(0);
        }
    }

    @Test
    void the_update_client_is_woken_and_sessions_are_on_record() {
        String path = "/api/management/v1/deviceconnect/devices/" + device.id;
        assertThat(device.api.post(path + "/check-update", "").status()).isEqualTo(202);
        assertThat(device.api.post(path + "/send-inventory", "").status()).isEqualTo(202);
        assertThat(device.api
                        .get("/api/management/v1/deviceconnect/sessions?device_id=" + device.id)
                        .status())
                .isEqualTo(200);
    }

    private static void succeeded(Command.Outcome outcome) {
        assertThat(outcome.succeeded()).as(outcome.output()).isTrue();
    }
}
