package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.process.Poll;
import io.holdfast.gateway.session.SendOutcome;
import io.holdfast.platform.dice.Dice;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.MenderClientMessage;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import io.holdfast.wire.link.ToDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every message in every state of a session with a real agent: what is not listed is not sent, what is listed is sent and does the agent
 * no harm. The states are those of the server's own {@code DialogueMatrixTest}, but for two kinds: of a session that is opening its owner
 * has nothing to send by, and no real agent refuses a shell to somebody who has none. A state that the agent would end at once lasts
 * because the agent is frozen in it.
 */
final class StageWalk {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Payload BYTES = Payload.of(new byte[] {1, 2, 3});
    /** More than the 20 pieces that an agent sends unasked. */
    private static final int LARGE_BYTES = 300_000;

    private static final ToDevice CONNECT =
            new PortForwardMessage.New("c", "127.0.0.1", 9, PortForwardMessage.Transport.UDP);
    private static final ToDevice CHECK = new MenderClientMessage.CheckUpdate();
    private static final ToDevice SEND = new MenderClientMessage.SendInventory();
    private static final ToDevice STOP_SHELL = new ShellMessage.Stop();
    private static final ToDevice TYPE = ShellMessage.Data.of(BYTES);
    private static final ToDevice RESIZE = new ShellMessage.Resize(new TerminalSize(24, 80));
    private static final ToDevice ACK = new FileTransferMessage.Ack(0);
    private static final ToDevice BREAK_OFF = new FileTransferMessage.Error("no", "");
    private static final ToDevice PIECE = new FileTransferMessage.Chunk(0, BYTES);
    private static final ToDevice FORWARD = new PortForwardMessage.Forward("c", BYTES);
    private static final ToDevice STOP = new PortForwardMessage.Stop("c");
    private static final ToDevice START = new ShellMessage.New(Optional.empty(), "root");

    private final Function<LinkProtocol, Talk> open;
    private final Supplier<Talk> shell;
    private final RealConnect agent;
    private final ToDevice stat;
    private final ToDevice get;
    private final ToDevice put;
    private final List<ToDevice> every;
    private int states;
    private int pairs;
    private int sent;

    /**
     * @param open opens a session
     * @param shell opens a shell that shows its prompt
     * @param files where the agent may read and write
     */
    StageWalk(Function<LinkProtocol, Talk> open, Supplier<Talk> shell, RealConnect agent, Path files) {
        this.open = open;
        this.shell = shell;
        this.agent = agent;
        String large = write(files.resolve("large")).toString();
        this.stat = new FileTransferMessage.Stat(large);
        this.get = new FileTransferMessage.Get(large);
        this.put = new FileTransferMessage.Put(
                files.resolve("put").toString(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
        this.every = Stream.of(
                        Stream.of(
                                new ControlMessage.Ping(),
                                new ControlMessage.Pong(),
                                ControlMessage.Open.VERSION_1,
                                new ControlMessage.Close(),
                                new ControlMessage.Error("no", true, "")),
                        Stream.of(START, TYPE, RESIZE, STOP_SHELL, new ShellMessage.Pong()),
                        Stream.of(stat, get, put, PIECE, ACK, BREAK_OFF),
                        Stream.of(CONNECT, FORWARD, new PortForwardMessage.Ack("c"), STOP),
                        Stream.of(CHECK, SEND))
                .<ToDevice>flatMap(part -> part)
                .toList();
        assertThat(every.stream().<Class<?>>map(Object::getClass))
                .as("one of every message that there is")
                .containsExactlyInAnyOrder(ToDevice.class.getPermittedSubclasses());
    }

    private static Path write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, Dice.seeded(3).bytes(LARGE_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void everyStage() {
        shells();
        files();
        forwards();
        LinkProtocol client = LinkProtocol.MENDER_CLIENT;
        stage("client idle", client, talk -> {}, CHECK, SEND);
        frozen("client asked", client, talk -> {}, CHECK);
        frozen("client asked for something else", client, talk -> {}, SEND);
    }

    private void files() {
        LinkProtocol file = LinkProtocol.FILE_TRANSFER;
        Consumer<Talk> putting = talk -> {
            talk.say(put);
            talk.hear(FileTransferMessage.Ack.class);
        };
        stage("file idle", file, talk -> {}, stat, get, put);
        frozen("file statting", file, talk -> {}, stat);
        stage("file getting", file, talk -> talk.say(get), ACK, BREAK_OFF);
        frozen("file asking", file, talk -> {}, put);
        stage("file putting", file, putting, PIECE, BREAK_OFF);
        frozen("file finishing", file, putting, new FileTransferMessage.Chunk(0, Payload.EMPTY), BREAK_OFF);
        stage("file broken off", file, talk -> {
            talk.say(get);
            talk.say(BREAK_OFF);
        });
    }

    private void forwards() {
        LinkProtocol forward = LinkProtocol.PORT_FORWARD;
        Consumer<Talk> standing = talk -> {
            talk.say(CONNECT);
            talk.hear(PortForwardMessage.Connected.class);
        };
        stage("forward without connections", forward, talk -> {}, CONNECT);
        frozen("forward connecting", forward, talk -> {}, CONNECT, STOP);
        stage("forward open", forward, standing, FORWARD, STOP);
        frozen("forward open with something unanswered", forward, standing, FORWARD, FORWARD, STOP);
        frozen("forward stopping", forward, standing, STOP, CONNECT);
    }

    /** Few, because the end of each costs the agent 4 s: one walks through all states but the last. */
    private void shells() {
        try (Talk talk = open.apply(LinkProtocol.SHELL)) {
            refused("shell fresh", talk, START);
            agent.freeze();
            sends(talk, START);
            refused("shell starting", talk);
            agent.thaw();
            talk.hear(ShellMessage.Started.class);
            refused("shell running", talk, TYPE, RESIZE, STOP_SHELL);
            sends(talk, TYPE);
            sends(talk, RESIZE);
            agent.freeze();
            sends(talk, STOP_SHELL);
            refused("shell stopping", talk);
        } finally {
            agent.thaw();
        }
        try (Talk talk = shell.get()) {
            talk.say(ShellMessage.Data.of(Payload.of("exit\n".getBytes(StandardCharsets.US_ASCII))));
            assertThat(Poll.until(SOON, () -> talk.end().isPresent())).isTrue();
            refused("shell that exited", talk);
        }
    }

    /** A state that lasts. */
    private void stage(String name, LinkProtocol protocol, Consumer<Talk> way, ToDevice... legal) {
        try (Talk talk = open.apply(protocol)) {
            way.accept(talk);
            refused(name, talk, legal);
        }
        for (ToDevice message : legal) {
            try (Talk talk = open.apply(protocol)) {
                way.accept(talk);
                sends(talk, message);
            }
        }
    }

    /** A state that lasts while the agent is frozen: the last step towards it is sent to the frozen one. */
    private void frozen(String name, LinkProtocol protocol, Consumer<Talk> way, ToDevice last, ToDevice... legal) {
        inFrozen(protocol, way, last, talk -> refused(name, talk, legal));
        for (ToDevice message : legal) {
            inFrozen(protocol, way, last, talk -> sends(talk, message));
        }
    }

    private void inFrozen(LinkProtocol protocol, Consumer<Talk> way, ToDevice last, Consumer<Talk> then) {
        try (Talk talk = open.apply(protocol)) {
            way.accept(talk);
            agent.freeze();
            try {
                assertThat(talk.say(last)).isInstanceOf(SendOutcome.Sent.class);
                then.accept(talk);
            } finally {
                agent.thaw();
            }
        }
    }

    private void refused(String state, Talk talk, ToDevice... legal) {
        Set<Class<?>> allowed = Stream.of(legal).map(Object::getClass).collect(Collectors.toSet());
        for (ToDevice message : every) {
            if (!allowed.contains(message.getClass())) {
                assertThat(talk.say(message)).as("%s in %s", message, state).isNotInstanceOf(SendOutcome.Sent.class);
            }
        }
        states++;
        pairs += every.size();
    }

    private void sends(Talk talk, ToDevice message) {
        assertThat(talk.say(message)).as("%s", message).isInstanceOf(SendOutcome.Sent.class);
        sent++;
    }

    @Override
    public String toString() {
        return states + " states of a session × " + every.size() + " messages = " + pairs + " pairs; " + sent
                + " of them are allowed and were sent to the agent";
    }
}
