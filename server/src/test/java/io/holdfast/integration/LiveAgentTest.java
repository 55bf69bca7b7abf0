package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.session.Offers;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.MigratedDatabase;
import io.holdfast.tunnel.LocalPort;
import io.holdfast.tunnel.TrustedServer;
import io.holdfast.tunnel.Tunnel;
import io.holdfast.tunnel.TunnelServer;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference agent against a whole node, over holdfast.mux.1. */
class LiveAgentTest {
    private static final RunningFleetServer server = RunningFleetServer.on(MigratedDatabase.fresh());
    private static final TerminalSize SIZE = new TerminalSize(24, 80);
    private static final String BOUNDARY = "a-boundary";

    @TempDir
    private Path folder;

    @AfterAll
    static void stop() {
        server.close();
    }

    private LiveAgent agent(Offers offers) {
        return LiveAgent.connected(server, folder.resolve("data"), offers);
    }

    private LiveAgent agent() {
        return agent(Offers.everything());
    }

    private static PersonSocket person(LiveAgent agent) {
        return PersonSocket.open(server.http(), server.operator().token(), PersonSocket.connect(agent.id()));
    }

    private static void type(PersonSocket person, String keys) {
        person.send(ShellMessage.Data.of(Payload.of(keys.getBytes(StandardCharsets.UTF_8))));
    }

    private static void awaitShown(PersonSocket person, String awaited) {
        StringBuilder shown = new StringBuilder();
        while (shown.indexOf(awaited) < 0) {
            shown.append(new String(person.next(ShellMessage.Data.class).bytes().bytes(), StandardCharsets.UTF_8));
        }
    }

    private static PersonSocket terminal(LiveAgent agent) {
        PersonSocket person = person(agent);
        person.send(new ShellMessage.New(Optional.of(SIZE), ""));
        assertThat(person.next(ShellMessage.Started.class).status()).isEqualTo(ReplyStatus.NORMAL);
        return person;
    }

    private static Answer call(String method, LiveAgent agent, String rest) {
        return server.operator()
                .send(Request.of(method, "/api/management/v1/deviceconnect/devices/" + agent.id() + rest));
    }

    @Test
    void a_new_device_waits_until_it_is_accepted_and_comes_back_with_its_key_and_token() throws IOException {
        Path data = folder.resolve("data");
        try (LiveAgent agent = LiveAgent.asking(server, data, Offers.everything())) {
            agent.awaitSaid("not accepted yet; next try in ", 2);
            assertThat(agent.waits).allMatch(wait -> wait.compareTo(Duration.ofSeconds(5)) >= 0);
            agent.accept();
            agent.awaitConnected();
            Eventually.holds("the inventory is there", () -> inventory(agent).contains("\"test-type\""));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("key.pem"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("token"))))
                .isEqualTo("rw-------");
    }

    private static String inventory(LiveAgent agent) {
        return server.operator()
                .send(Request.of("GET", "/api/management/v1/inventory/devices/" + agent.id()))
                .text();
    }

    @Test
    void two_terminals_run_beside_each_other_and_follow_their_windows() {
        try (LiveAgent agent = agent();
                PersonSocket one = terminal(agent);
                PersonSocket other = terminal(agent)) {
            type(one, "echo $((40+2))\n");
            awaitShown(one, "42\r\n");
            type(other, "stty size; tty\n");
            awaitShown(other, "24 80\r\n/dev/pts/");

            one.send(new ShellMessage.Resize(new TerminalSize(50, 132)));
            type(one, "stty size\n");
            awaitShown(one, "50 132\r\n");

            type(other, "exit\n");
            assertThat(other.next(ShellMessage.Ended.class).text()).isEqualTo("the shell exited");
            type(one, "echo still $((1+1))\n");
            awaitShown(one, "still 2\r\n");
        }
    }

    @Test
    void nothing_of_a_terminal_outlives_it_whatever_it_does() {
        try (LiveAgent agent = agent()) {
            String marks = "31337" + System.nanoTime() % 1_000_000;
            PersonSocket person = terminal(agent);
            type(person, "trap '' HUP TERM; sleep " + marks + " & sleep " + marks + "\n");
            Eventually.holds("they run", () -> processes(marks) == 2);

            person.close();
            Eventually.holds("they are gone", () -> processes(marks) == 0);

            PersonSocket again = terminal(agent);
            type(again, "trap '' HUP TERM; sleep " + marks + "\n");
            Eventually.holds("it runs", () -> processes(marks) == 1);
            revoke(agent);
            Eventually.holds("a terminal does not outlive its link", () -> processes(marks) == 0);
            again.close();
        }
    }

    private static long processes(String argument) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(all -> all.length == 1 && all[0].equals(argument))
                        .isPresent())
                .count();
    }

    @Test
    void files_go_there_and_back_with_their_mode_and_no_half_of_one_is_ever_seen() throws IOException {
        byte[] bytes = new byte[3_000_001];
        new Random(3).nextBytes(bytes);
        Path file = folder.resolve("app");
        try (LiveAgent agent = agent()) {
            assertThat(upload(agent, file, bytes)).hasToString("201");

            assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rwxr-x---");
            Answer back = call("GET", agent, "/download?path=" + file);
            assertThat(back.body()).isEqualTo(bytes);
            assertThat(back.header("x-men-file-mode")).hasValue("750");
            assertThat(call("GET", agent, "/download?path=" + folder.resolve("missing")))
                    .hasToString("404 file.not-found");
            assertThat(call("GET", agent, "/download?path=" + folder)).hasToString("400 file.not-a-file");
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith(".holdfast-"));
            }
        }
    }

    private static Answer upload(LiveAgent agent, Path target, byte[] bytes) {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        part(form, "path", target.toString().getBytes(StandardCharsets.UTF_8), "");
        part(form, "mode", "750".getBytes(StandardCharsets.UTF_8), "");
        part(form, "file", bytes, "; filename=\"f\"");
        form.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return server.operator()
                .send(Request.of("PUT", "/api/management/v1/deviceconnect/devices/" + agent.id() + "/upload")
                        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                        .chunked(form.toByteArray()));
    }

    private static void part(ByteArrayOutputStream form, String name, byte[] content, String more) {
        form.writeBytes(
                ("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"" + more + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        form.writeBytes(content);
        form.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void connections_through_a_tunnel_carry_their_bytes_at_once_and_end_as_they_end_there() throws IOException {
        try (ServerSocket there = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                LiveAgent agent = agent();
                Tunnel tunnel = tunnel(agent, new ArrayList<>());
                LocalPort port = LocalPort.open(0, tunnel, "localhost", there.getLocalPort())) {
            Thread.ofVirtual().start(() -> echo(there));
            List<CompletableFuture<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                byte[] bytes = new byte[1_000_000 + i];
                new Random(i).nextBytes(bytes);
                all.add(CompletableFuture.supplyAsync(
                        () -> java.util.Arrays.equals(bytes, echoed(port.number(), bytes)),
                        task -> Thread.ofVirtual().start(task)));
            }

            assertThat(all).allMatch(CompletableFuture::join);
        }
    }

    private static Tunnel tunnel(LiveAgent agent, List<String> troubles) {
        DeviceId id = DeviceId.parse(agent.id()).orElseThrow();
        return Tunnel.to(
                new TunnelServer(
                        server.http(),
                        TrustedServer.by(Optional.empty()),
                        SecretText.of(server.operator().token()),
                        id),
                troubles::add);
    }

    private static void echo(ServerSocket there) {
        try {
            while (true) {
                Socket connection = there.accept();
                Thread.ofVirtual().start(() -> {
                    try (connection) {
                        connection.getInputStream().transferTo(connection.getOutputStream());
                    } catch (IOException cut) {
                        throw new UncheckedIOException(cut);
                    }
                });
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private static byte[] echoed(int port, byte[] bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(bytes);
                } catch (IOException cut) {
                    throw new UncheckedIOException(cut);
                }
            });
            byte[] back = socket.getInputStream().readNBytes(bytes.length);
            sender.join();
            return back;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_its_owner_does_not_offer_is_refused_with_his_reason() throws IOException {
        Path served = Files.createDirectory(folder.resolve("served"));
        Offers few = new Offers(false, "/bin/sh", Optional.empty(), Optional.of(served), 1_000, Offers.LOCALHOST);
        try (LiveAgent agent = agent(few);
                PersonSocket person = person(agent)) {
            assertThat(upload(agent, served.resolve("small"), new byte[1_000])).hasToString("201");
            assertThat(upload(agent, served.resolve("large"), new byte[1_001]).status())
                    .isEqualTo(400);
            assertThat(served.resolve("large")).doesNotExist();
            assertThat(upload(agent, folder.resolve("outside"), new byte[1])).hasToString("403 file.denied");
            assertThat(call("GET", agent, "/download?path=/etc/hosts")).hasToString("403 file.denied");

            person.send(connect("other", "192.0.2.1", 22));
            assertThat(person.next(PortForwardMessage.Error.class).text())
                    .isEqualTo("this device makes no connections to 192.0.2.1");
            person.send(connect("closed", "localhost", closedPort()));
            assertThat(person.next(PortForwardMessage.Error.class).text()).contains("cannot connect to localhost");
            try (PersonSocket typist = person(agent)) {
                typist.send(new ShellMessage.New(Optional.of(SIZE), ""));
                assertThat(typist.end()).contains("this device does not offer it");
            }
        }
    }

    private static PortForwardMessage.New connect(String id, String host, int port) {
        return new PortForwardMessage.New(id, host, port, PortForwardMessage.Transport.TCP);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket was = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return was.getLocalPort();
        }
    }

    @Test
    void wishes_are_done_and_answered() {
        try (LiveAgent agent = agent()) {
            assertThat(call("POST", agent, "/check-update")).hasToString("202");
            assertThat(call("POST", agent, "/send-inventory")).hasToString("202");
        }
    }

    @Test
    void a_device_whose_token_is_revoked_asks_for_another_and_is_back() {
        try (LiveAgent agent = agent()) {
            revoke(agent);

            agent.awaitSaid("the token is not good any more; asking for another", 1);
            agent.awaitSaid("connected", 2);
        }
    }

    private static void revoke(LiveAgent agent) {
        assertThat(server.operator()
                        .send(Request.of("DELETE", "/api/management/v2/devauth/tokens/" + agent.authSet()))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void a_server_that_restarts_says_when_to_come_back_and_the_device_keeps_to_it() {
        RunningFleetServer other = RunningFleetServer.on(MigratedDatabase.fresh());
        try (LiveAgent agent = LiveAgent.connected(other, folder.resolve("data"), Offers.everything())) {
            int before = agent.waits.size();

            other.stop();

            agent.awaitSaid("1012 restart; retry after 1 s; next try in 1 s", 1);
            Eventually.holds("it goes on trying", () -> agent.waits.size() > before + 4);
            assertThat(agent.waits.get(before)).isEqualTo(Duration.ofSeconds(1));
            assertThat(agent.waits.subList(before + 1, agent.waits.size()))
                    .allMatch(wait ->
                            wait.compareTo(Duration.ofSeconds(5)) >= 0 && wait.compareTo(Duration.ofSeconds(300)) <= 0);
        }
    }
}
