package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.process.Poll;
import io.holdfast.gateway.session.DeviceSession;
import io.holdfast.gateway.session.SendOutcome;
import io.holdfast.gateway.session.SessionEnd;
import io.holdfast.gateway.session.SessionListener;
import io.holdfast.gateway.session.SessionOpening;
import io.holdfast.gateway.session.SessionOwner;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.dice.Dice;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.MenderClientMessage;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import io.holdfast.wire.link.ToDevice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sessions with an unmodified Debian mender-connect 2.1.0. */
class RealSessionTest {
    private static final Duration SOON = Duration.ofSeconds(90);

    /** Within which a shell shows its prompt: it takes 20 ms; a busy machine is no reason to open it again. */
    private static final Duration PROMPT_MAX = Duration.ofSeconds(15);

    /** One in 25 stays silent: five in a row are one in ten million. */
    private static final int SHELLS_MAX = 5;

    private static Optional<LiveNode> node = Optional.empty();
    private static Optional<RealDevice> device = Optional.empty();
    private static Optional<RealConnect> agent = Optional.empty();
    private static Optional<DeviceRef> ref = Optional.empty();

    @BeforeAll
    static void start() {
        RealClients.Able machine = Machine.withRealClients();
        LiveNode live = LiveNode.start();
        node = Optional.of(live);
        String mac = "02:00:00:00:02:0a";
        RealDevice started = RealDevice.start(machine, live.folder("dev"), live.device(mac));
        device = Optional.of(started);
        ManagedDevice managed = Poll.forValue(SOON, () -> live.api().devices().find("pending", "mac", mac))
                .orElseThrow(() -> new AssertionError("never pending\n" + started.log()));
        live.api().devices().accept(managed);
        RealConnect connect = started.connect();
        agent = Optional.of(connect);
        ref = Optional.of(live.ref(managed));
        assertThat(Poll.until(
                        SOON, () -> live.api().devices().connection(managed).equals("connected")))
                .withFailMessage(() -> started.log() + connect.log())
                .isTrue();
    }

    @AfterAll
    static void stop() {
        agent.ifPresent(RealConnect::close);
        device.ifPresent(RealDevice::close);
        node.ifPresent(LiveNode::close);
    }

    private static Talk open(LinkProtocol protocol) {
        return Talk.open(node.orElseThrow().sessions(), ref.orElseThrow(), protocol);
    }

    /**
     * A shell that shows its prompt. mender-connect 2.1.0 forgets to read what a shell shows when the thread that reads is faster than
     * the one that started it ({@code running} is set after the start): of 54 shells on a busy machine two stayed silent. A person opens
     * the terminal again; so does this.
     */
    private static Talk shell(int height, int width) {
        for (int opened = 1; opened <= SHELLS_MAX; opened++) {
            Talk talk = open(LinkProtocol.SHELL);
            talk.say(new ShellMessage.New(Optional.of(new TerminalSize(height, width)), ""));
            assertThat(talk.hear(ShellMessage.Started.class).status()).isEqualTo(ReplyStatus.NORMAL);
            if (talk.hears(PROMPT_MAX)) {
                return talk;
            }
            talk.close();
        }
        throw new AssertionError("none of " + SHELLS_MAX + " shells showed a prompt");
    }

    private static void type(Talk talk, String keys, String awaited) {
        talk.say(ShellMessage.Data.of(Payload.of(keys.getBytes(StandardCharsets.UTF_8))));
        StringBuilder shown = new StringBuilder();
        while (shown.indexOf(awaited) < 0) {
            shown.append(new String(talk.hear(ShellMessage.Data.class).bytes().bytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void two_terminals_of_one_person_run_beside_each_other_and_follow_their_windows() {
        try (Talk one = shell(24, 80);
                Talk other = shell(30, 100)) {
            type(one, "echo $((40+2))\n", "42\r\n");
            type(other, "stty size\n", "30 100");

            one.say(new ShellMessage.Resize(new TerminalSize(50, 132)));

            type(one, "stty size\n", "50 132");
        }
    }

    @Test
    void a_shell_that_exits_ends_its_session() {
        Talk talk = shell(24, 80);

        talk.say(ShellMessage.Data.of(Payload.of("exit\n".getBytes(StandardCharsets.UTF_8))));

        assertThat(Poll.until(SOON, () -> talk.end().isPresent())).isTrue();
        assertThat(talk.end().orElseThrow().cause()).isEqualTo(SessionEnd.Cause.CLOSED_BY_DEVICE);
    }

    @Test
    void a_file_goes_up_and_comes_back_the_same() throws IOException {
        byte[] content = Dice.seeded(1).bytes(300_000);
        Path file = node.orElseThrow().folder("uploaded");
        try (Talk up = open(LinkProtocol.FILE_TRANSFER)) {
            up.say(new FileTransferMessage.Put(
                    file.toString(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(0600)));
            assertThat(up.hear(FileTransferMessage.Ack.class).offset()).isZero();
            long offset = 0;
            for (Payload chunk : Payload.of(content).chunks()) {
                assertThat(up.say(new FileTransferMessage.Chunk(offset, chunk))).isEqualTo(new SendOutcome.Sent());
                offset += chunk.length();
            }
            up.say(new FileTransferMessage.Chunk(offset, Payload.EMPTY));
            while (up.hear(FileTransferMessage.Ack.class).offset() < content.length) {
                // the device acknowledges every ten pieces
            }
        }
        assertThat(Poll.until(SOON, () -> Files.exists(file))).isTrue();
        assertThat(Files.readAllBytes(file)).isEqualTo(content);

        try (Talk down = open(LinkProtocol.FILE_TRANSFER)) {
            down.say(new FileTransferMessage.Stat(file.toString()));
            assertThat(down.hear(FileTransferMessage.Info.class).size()).hasValue(content.length);
            down.say(new FileTransferMessage.Get(file.toString()));
            assertThat(received(down)).isEqualTo(content);
        }
    }

    private static byte[] received(Talk down) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        while (true) {
            FileTransferMessage.Chunk chunk = down.hear(FileTransferMessage.Chunk.class);
            file.writeBytes(chunk.bytes().bytes());
            down.say(new FileTransferMessage.Ack(file.size()));
            if (chunk.bytes().isEmpty()) {
                return file.toByteArray();
            }
        }
    }

    @Test
    void a_connection_is_forwarded_and_what_it_sends_is_acknowledged_by_the_session_alone() throws IOException {
        byte[] content = Dice.seeded(2).bytes(200_000);
        try (ServerSocket there = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Talk talk = open(LinkProtocol.PORT_FORWARD)) {
            Thread.ofVirtual().start(() -> sendAndClose(there, content));
            talk.say(new PortForwardMessage.New(
                    "mine", "127.0.0.1", there.getLocalPort(), PortForwardMessage.Transport.TCP));
            assertThat(talk.hear(PortForwardMessage.Connected.class).connectionId())
                    .isEqualTo("mine");
            ByteArrayOutputStream came = new ByteArrayOutputStream();
            while (came.size() < content.length) {
                PortForwardMessage.Forward piece = talk.hear(PortForwardMessage.Forward.class);
                came.writeBytes(piece.bytes().bytes());
                talk.session().taken("mine", piece.bytes().length());
            }
            assertThat(came.toByteArray()).isEqualTo(content);
            assertThat(talk.hear(PortForwardMessage.Stop.class).connectionId()).isEqualTo("mine");

            talk.say(new PortForwardMessage.New("nobody", "127.0.0.1", 1, PortForwardMessage.Transport.TCP));
            assertThat(talk.hear(PortForwardMessage.Error.class).connectionId()).hasValue("nobody");
        }
        assertThat(agent.orElseThrow().isRunning()).isTrue();
    }

    private static void sendAndClose(ServerSocket there, byte[] content) {
        try (Socket connection = there.accept()) {
            connection.getOutputStream().write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void the_client_is_asked_to_look_for_an_update() {
        try (Talk talk = open(LinkProtocol.MENDER_CLIENT)) {
            talk.say(new MenderClientMessage.CheckUpdate());

            assertThat(talk.hear(MenderClientMessage.Done.class).status()).isEqualTo(ReplyStatus.NORMAL);
        }
    }

    @Test
    void every_message_in_every_state_of_a_session_leaves_the_agent_alive() {
        StageWalk walk = new StageWalk(
                RealSessionTest::open,
                () -> shell(24, 80),
                agent.orElseThrow(),
                node.orElseThrow().folder("walk"));

        walk.everyStage();

        System.out.println(walk);
        assertAgentLives();
    }

    private static void assertAgentLives() {
        assertThat(agent.orElseThrow().isRunning()).isTrue();
        assertThat(agent.orElseThrow().log()).doesNotContain("fatal error").doesNotContain("panic:");
        assertThat(Poll.until(SOON, RealSessionTest::answersAgain)).isTrue();
    }

    @Test
    void ten_thousand_messages_in_any_order_leave_the_agent_alive() {
        Dice dice = Dice.seeded(20261121);
        List<DeviceSession> open = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            if (open.isEmpty() || dice.below(200) == 0) {
                begin(dice, open);
            } else if (dice.below(250) == 0) {
                open.remove(dice.below(open.size())).close();
            } else {
                DeviceSession session = open.get(dice.below(open.size()));
                SendOutcome outcome = session.send(ANYTHING.get(dice.below(ANYTHING.size())))
                        .toCompletableFuture()
                        .join();
                session.taken("c", 4096);
                if (outcome instanceof SendOutcome.Over) {
                    open.remove(session);
                }
            }
        }
        open.forEach(DeviceSession::close);

        assertAgentLives();
    }

    private static boolean answersAgain() {
        try (Talk talk = open(LinkProtocol.MENDER_CLIENT)) {
            return true;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    private static void begin(Dice dice, List<DeviceSession> open) {
        LinkProtocol protocol = LinkProtocol.values()[dice.below(4)];
        SessionOpening opening = node.orElseThrow()
                .sessions()
                .open(
                        ref.orElseThrow(),
                        protocol,
                        new SessionOwner(ref.orElseThrow().tenant(), "test"),
                        new SessionListener() {
                            @Override
                            public void message(FromDevice message) {}

                            @Override
                            public void closed(SessionEnd end) {}
                        })
                .toCompletableFuture()
                .join();
        if (opening instanceof SessionOpening.Opened opened) {
            open.add(opened.session());
        }
    }

    private static final Payload BYTES = Payload.of("echo hello\n".getBytes(StandardCharsets.UTF_8));

    private static final List<ToDevice> ANYTHING = List.of(
            new ControlMessage.Ping(),
            new ControlMessage.Pong(),
            ControlMessage.Open.VERSION_1,
            new ControlMessage.Close(),
            new ControlMessage.Error("no", true, ""),
            new ShellMessage.New(Optional.empty(), "root"),
            ShellMessage.Data.of(BYTES),
            new ShellMessage.Resize(new TerminalSize(24, 80)),
            new ShellMessage.Stop(),
            new ShellMessage.Pong(),
            new FileTransferMessage.Stat("/etc/hosts"),
            new FileTransferMessage.Get("/etc/hosts"),
            new FileTransferMessage.Put(
                    "/tmp/holdfast-anything", OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()),
            new FileTransferMessage.Chunk(0, BYTES),
            new FileTransferMessage.Ack(0),
            new FileTransferMessage.Error("no", ""),
            new PortForwardMessage.New("c", "127.0.0.1", 1, PortForwardMessage.Transport.TCP),
            new PortForwardMessage.New("u", "127.0.0.1", 9, PortForwardMessage.Transport.UDP),
            new PortForwardMessage.Forward("u", BYTES),
            new PortForwardMessage.Ack("c"),
            new PortForwardMessage.Stop("u"),
            new MenderClientMessage.SendInventory());
}
