package io.holdfast.gateway.session;

import io.holdfast.platform.dice.Dice;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.MenderClientMessage;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.ToDevice;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** An agent with the weaknesses of mender-connect 2.1.0: it dies, or stands still for ever, of what that dies of. */
final class FragileAgent {
    private final Dice dice;
    private final Deque<byte[]> answers = new ArrayDeque<>();
    private final Set<String> shells = new HashSet<>();
    private final Map<String, Integer> pings = new HashMap<>();
    private final Map<String, Integer> forwards = new HashMap<>();
    private final Set<String> usedConnections = new HashSet<>();

    FragileAgent(Dice dice) {
        this.dice = dice;
    }

    /** Takes a frame; throws where the real one would break. */
    void take(byte[] frame) {
        if (frame.length > 8192) {
            throw new AssertionError("the agent closes its link at " + frame.length + " bytes");
        }
        if (!(LinkReader.toDevice(frame) instanceof LinkReading.Message<ToDevice> read)) {
            throw new AssertionError("the agent cannot read what it is sent");
        }
        take(read.sessionId(), read.message());
    }

    private void take(String id, ToDevice message) {
        switch (message) {
            case ControlMessage.Open ignored -> answer(id, new ControlMessage.Accept(1, List.of(1, 2, 3, 4)));
            case ShellMessage.New ignored -> start(id);
            case ShellMessage.Data ignored -> require(shells.contains(id), "keystrokes without a shell");
            case ShellMessage.Resize ignored -> require(shells.contains(id), "a size without a shell");
            case ShellMessage.Stop ignored -> {
                shells.remove(id);
                pings.remove(id);
                answer(id, new ShellMessage.Ended(ReplyStatus.NORMAL, ""));
            }
            case ShellMessage.Pong ignored -> require(pings.merge(id, -1, Integer::sum) >= 0, "a pong too many");
            case FileTransferMessage.Stat stat -> answer(id, info(stat.path()));
            case FileTransferMessage.Put ignored -> answer(id, new FileTransferMessage.Ack(0));
            case FileTransferMessage.Get ignored -> {
                answer(id, new FileTransferMessage.Chunk(0, Messages.BYTES));
                answer(id, new FileTransferMessage.Chunk(10, Payload.EMPTY));
            }
            case FileTransferMessage.Chunk chunk -> answer(id, new FileTransferMessage.Ack(chunk.offset()));
            case FileTransferMessage.Error error -> require(!error.text().isEmpty(), "an error without a text");
            case PortForwardMessage.New start -> connect(id, start.connectionId());
            case PortForwardMessage.Forward forward -> answer(id, new PortForwardMessage.Ack(forward.connectionId()));
            case PortForwardMessage.Ack ack ->
                require(forwards.merge(id + "/" + ack.connectionId(), -1, Integer::sum) == 0, "an ack too many");
            case PortForwardMessage.Stop stop -> {
                forwards.remove(id + "/" + stop.connectionId());
                answer(id, new PortForwardMessage.Stop(stop.connectionId()));
            }
            case MenderClientMessage wish ->
                answer(id, new MenderClientMessage.Done(wish.type(), ReplyStatus.NORMAL, ""));
            case FileTransferMessage.Ack ignored -> {}
            case ControlMessage ignored -> {}
        }
    }

    private static FileTransferMessage.Info info(String path) {
        return new FileTransferMessage.Info(
                path,
                OptionalLong.of(10),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    private void start(String id) {
        boolean starts = dice.below(4) > 0;
        if (starts) {
            shells.add(id);
        }
        answer(id, new ShellMessage.Started(starts ? ReplyStatus.NORMAL : ReplyStatus.ERROR, "no"));
    }

    private void connect(String id, String connection) {
        require(usedConnections.add(id + "/" + connection), "a connection's id twice");
        if (dice.below(4) == 0) {
            answer(id, new PortForwardMessage.Error("connection refused", "new", Optional.empty()));
        } else {
            forwards.put(id + "/" + connection, 0);
            answer(id, new PortForwardMessage.Connected(connection));
        }
    }

    private static void require(boolean survived, String what) {
        if (!survived) {
            throw new AssertionError("the agent died of " + what);
        }
    }

    private void answer(String id, FromDevice message) {
        answers.add(LinkWriter.write(id, message));
    }

    /** The next thing that it sends: an answer, or something by itself. */
    Optional<byte[]> speak() {
        if (dice.below(3) > 0 && !answers.isEmpty()) {
            return Optional.of(answers.remove());
        }
        return dice.below(2) == 0 ? ping() : forward();
    }

    private Optional<byte[]> ping() {
        Optional<String> shell = shells.stream().findFirst();
        // Not before it has said that the shell runs.
        if (shell.isEmpty() || !answers.isEmpty()) {
            return Optional.empty();
        }
        pings.merge(shell.get(), 1, Integer::sum);
        return Optional.of(LinkWriter.write(shell.get(), new ShellMessage.Ping(65)));
    }

    private Optional<byte[]> forward() {
        for (Map.Entry<String, Integer> connection : forwards.entrySet()) {
            // One at a time, and not before it has said that the connection stands.
            if (connection.getValue() == 0 && answers.isEmpty()) {
                connection.setValue(1);
                String[] ids = connection.getKey().split("/");
                return Optional.of(LinkWriter.write(ids[0], new PortForwardMessage.Forward(ids[1], Messages.BYTES)));
            }
        }
        return Optional.empty();
    }
}
