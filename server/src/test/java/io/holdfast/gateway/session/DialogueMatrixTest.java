package io.holdfast.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.MenderClientMessage;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.ToDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message in every state of every protocol, in both directions: what is in no list below is not let through. */
class DialogueMatrixTest {

    /**
     * A state and how it is come to.
     *
     * @param toDevice what may be sent in it, names divided by blanks
     * @param fromDevice what the device may send in it
     */
    record Stage(String name, LinkProtocol protocol, Consumer<Dialogue> way, String toDevice, String fromDevice) {

        Dialogue reached() {
            Dialogue dialogue = Dialogue.of(protocol, "owner");
            way.accept(dialogue);
            return dialogue;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final FromDevice ACCEPT = new ControlMessage.Accept(1, List.of(1, 2, 3, 4));
    private static final ToDevice START = new ShellMessage.New(Optional.empty(), "root");
    private static final FromDevice STARTED = new ShellMessage.Started(ReplyStatus.NORMAL, "");
    private static final ToDevice PUT =
            new FileTransferMessage.Put("/x", OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    private static final ToDevice CONNECT =
            new PortForwardMessage.New("c", "localhost", 22, PortForwardMessage.Transport.TCP);
    private static final FromDevice CONNECTED = new PortForwardMessage.Connected("1");

    /** What the handshake allows in every open session but a shell's. */
    private static final String CONTROL = " Control.Ping Control.Close Control.Error";

    static Stream<Stage> stages() {
        return Stream.of(
                shell("shell fresh", "Shell.New", ""),
                shell("shell starting", "", "Shell.Started Shell.Data Shell.Ended", START),
                shell(
                        "shell running",
                        "Shell.Data Shell.Resize Shell.Stop",
                        "Shell.Data Shell.Ended Shell.Ping",
                        START,
                        STARTED),
                shell(
                        "shell stopping",
                        "",
                        "Shell.Data Shell.Ended Shell.Ping",
                        START,
                        STARTED,
                        new ShellMessage.Stop()),
                shell("shell that did not start", "", "", START, new ShellMessage.Started(ReplyStatus.ERROR, "no")),
                shell(
                        "shell that exited",
                        "",
                        "Shell.Data Shell.Ended Shell.Ping" + ALL_OTHERS,
                        START,
                        STARTED,
                        new ShellMessage.Ended(ReplyStatus.NORMAL, "")),
                opening(LinkProtocol.FILE_TRANSFER),
                opening(LinkProtocol.PORT_FORWARD),
                opening(LinkProtocol.MENDER_CLIENT),
                file("file idle", "FileTransfer.Stat FileTransfer.Get FileTransfer.Put", "FileTransfer.Error"),
                file("file statting", "", "FileTransfer.Info FileTransfer.Error", new FileTransferMessage.Stat("/x")),
                file(
                        "file getting",
                        "FileTransfer.Ack FileTransfer.Error",
                        "FileTransfer.Chunk FileTransfer.Error",
                        new FileTransferMessage.Get("/x")),
                file("file asking", "", "FileTransfer.Ack FileTransfer.Error", PUT),
                file(
                        "file putting",
                        "FileTransfer.Chunk FileTransfer.Error",
                        "FileTransfer.Ack FileTransfer.Error",
                        PUT,
                        new FileTransferMessage.Ack(0)),
                file(
                        "file finishing",
                        "FileTransfer.Error",
                        "FileTransfer.Ack FileTransfer.Error",
                        PUT,
                        new FileTransferMessage.Ack(0),
                        new FileTransferMessage.Chunk(0, Payload.EMPTY)),
                file(
                        "file broken off",
                        "",
                        "FileTransfer.Info FileTransfer.Chunk FileTransfer.Ack FileTransfer.Error",
                        new FileTransferMessage.Get("/x"),
                        new FileTransferMessage.Error("no", "")),
                forward("forward without connections", "PortForward.New", ""),
                forward(
                        "forward connecting",
                        "PortForward.Stop",
                        "PortForward.Connected PortForward.Stop PortForward.Error",
                        CONNECT),
                forward(
                        "forward open",
                        "PortForward.Forward PortForward.Stop",
                        "PortForward.Forward PortForward.Stop PortForward.Error",
                        CONNECT,
                        CONNECTED),
                forward(
                        "forward open with something unanswered",
                        "PortForward.Forward PortForward.Stop",
                        "PortForward.Forward PortForward.Ack PortForward.Stop PortForward.Error",
                        CONNECT,
                        CONNECTED,
                        new PortForwardMessage.Forward("c", Messages.BYTES)),
                forward(
                        "forward stopping",
                        "PortForward.New",
                        "PortForward.Connected PortForward.Forward PortForward.Stop PortForward.Error",
                        CONNECT,
                        CONNECTED,
                        new PortForwardMessage.Stop("c")),
                client("client idle", "MenderClient.CheckUpdate MenderClient.SendInventory", ""),
                client("client asked", "", "MenderClient.Done", new MenderClientMessage.CheckUpdate()),
                client("client asked for something else", "", "", new MenderClientMessage.SendInventory()));
    }

    /** While the device still settles, the rest of a session is thrown away uncounted. */
    private static final String ALL_OTHERS =
            " Control.Ping Control.Pong Control.Accept Control.Close Control.Error FileTransfer.Info FileTransfer.Chunk"
                    + " FileTransfer.Ack FileTransfer.Error PortForward.Connected PortForward.Forward PortForward.Ack"
                    + " PortForward.Stop PortForward.Error MenderClient.Done";

    private static Stage shell(String name, String toDevice, String fromDevice, Object... way) {
        return new Stage(name, LinkProtocol.SHELL, dialogue -> walk(dialogue, way), toDevice, fromDevice);
    }

    private static Stage opening(LinkProtocol protocol) {
        return new Stage(
                protocol + " opening",
                protocol,
                dialogue -> {},
                "",
                "Control.Accept Control.Ping Control.Close Control.Error");
    }

    private static Stage open(String name, LinkProtocol protocol, String toDevice, String fromDevice, Object... way) {
        return new Stage(
                name,
                protocol,
                dialogue -> {
                    dialogue.incoming(ACCEPT);
                    walk(dialogue, way);
                },
                toDevice,
                fromDevice + CONTROL);
    }

    private static Stage file(String name, String toDevice, String fromDevice, Object... way) {
        return open(name, LinkProtocol.FILE_TRANSFER, toDevice, fromDevice, way);
    }

    private static Stage forward(String name, String toDevice, String fromDevice, Object... way) {
        return open(name, LinkProtocol.PORT_FORWARD, toDevice, fromDevice, way);
    }

    private static Stage client(String name, String toDevice, String fromDevice, Object... way) {
        return open(name, LinkProtocol.MENDER_CLIENT, toDevice, fromDevice, way);
    }

    private static void walk(Dialogue dialogue, Object... way) {
        boolean ours = true;
        for (Object step : way) {
            // Messages of both directions alternate in every way here, unless they can only be of one.
            if (step instanceof ToDevice message && (ours || !(step instanceof FromDevice))) {
                assertThat(dialogue.outgoing(message)).as("%s", step).isInstanceOf(Outgoing.Send.class);
                ours = false;
            } else {
                assertThat(dialogue.incoming((FromDevice) step)).as("%s", step).isNotInstanceOf(Incoming.Illegal.class);
                ours = true;
            }
        }
    }

    @Test
    void the_lists_hold_every_message_that_there_is() {
        assertThat(Messages.TO_DEVICE.stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(ToDevice.class.getPermittedSubclasses());
        assertThat(Messages.FROM_DEVICE.stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(FromDevice.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("stages")
    void a_device_is_sent_only_what_its_session_s_state_allows(Stage stage) {
        List<String> sent = new ArrayList<>();
        for (ToDevice message : Messages.TO_DEVICE) {
            if (stage.reached().outgoing(message) instanceof Outgoing.Send) {
                sent.add(Messages.name(message));
            }
        }
        assertThat(new TreeSet<>(sent)).isEqualTo(names(stage.toDevice()));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void a_device_is_heard_only_with_what_its_session_s_state_allows(Stage stage) {
        List<String> heard = new ArrayList<>();
        for (FromDevice message : Messages.FROM_DEVICE) {
            if (!(stage.reached().incoming(message) instanceof Incoming.Illegal)) {
                heard.add(Messages.name(message));
            }
        }
        assertThat(new TreeSet<>(heard)).isEqualTo(names(stage.fromDevice()));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void a_session_that_its_owner_left_sends_nothing_more_but_what_leaves_the_agent_clean(Stage stage) {
        for (FromDevice message : Messages.FROM_DEVICE) {
            Dialogue dialogue = stage.reached();
            dialogue.leave();
            assertThat(dialogue.leave()).isEmpty();

            Incoming judged = dialogue.incoming(message);

            assertThat(judged).isNotInstanceOfAny(Incoming.Deliver.class, Incoming.Opened.class, Incoming.End.class);
            if (judged instanceof Incoming.Answer answer) {
                assertThat(answer.answer()).isEqualTo(new ShellMessage.Stop());
            }
            Messages.TO_DEVICE.forEach(
                    wish -> assertThat(dialogue.outgoing(wish)).isInstanceOf(Outgoing.Illegal.class));
        }
    }

    private static Set<String> names(String divided) {
        Set<String> names = new TreeSet<>(List.of(divided.strip().split(" +")));
        names.remove("");
        return names;
    }
}
