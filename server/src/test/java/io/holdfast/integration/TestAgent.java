package io.holdfast.integration;

import io.holdfast.testing.Eventually;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkLimits;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.MenderClientMessage;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.ToDevice;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A device's agent that does what mender-connect does: a shell that echoes, connections that echo and wait for each ack, files kept in
 * memory. Notes whatever it is sent, and by which of it the real one would have died.
 */
final class TestAgent implements AutoCloseable {
    private static final int WINDOW = 20 * LinkLimits.CHUNK_MAX;

    record Stored(byte[] bytes, long mode, OptionalLong uid, Instant modified) {}

    private final TestLink link;
    private final Thread thread;
    private final List<ToDevice> got = new CopyOnWriteArrayList<>();
    private final List<String> deaths = new CopyOnWriteArrayList<>();
    private final Map<String, Stored> files = new ConcurrentHashMap<>();
    private final Map<String, Deque<Payload>> unsent = new HashMap<>();
    private final Map<String, Integer> awaited = new HashMap<>();
    private final Map<String, byte[]> reading = new HashMap<>();
    private final Map<String, Integer> sentOf = new HashMap<>();
    private FileTransferMessage.Put put =
            new FileTransferMessage.Put("/", OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int chunks;
    private volatile ReplyStatus clientStatus = ReplyStatus.NORMAL;
    private volatile boolean answersShells = true;

    private TestAgent(TestLink link) {
        this.link = link;
        this.thread = Thread.ofVirtual().name("test-agent").start(this::run);
    }

    static TestAgent connect(URI server, TestDevice device) {
        return new TestAgent(TestLink.open(server, device.token()));
    }

    void file(String path, byte[] bytes, long mode) {
        files.put(path, new Stored(bytes, mode, OptionalLong.of(7), Instant.parse("2026-01-01T00:00:00Z")));
    }

    Stored file(String path) {
        return Optional.ofNullable(files.get(path)).orElseThrow();
    }

    /** The update client cannot be asked from now on. */
    void clientFails() {
        clientStatus = ReplyStatus.ERROR;
    }

    /** Says nothing when a shell is asked for. */
    void holdsShellsBack() {
        answersShells = false;
    }

    List<ToDevice> got() {
        return got;
    }

    <M extends ToDevice> List<M> got(Class<M> kind) {
        return got.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Of what the real agent would have died. */
    List<String> deaths() {
        return deaths;
    }

    void say(String sessionId, FromDevice message) {
        link.send(sessionId, message);
    }

    private void run() {
        try {
            for (Optional<LinkReading<ToDevice>> next = link.next(); next.isPresent(); next = link.next()) {
                if (next.get() instanceof LinkReading.Message<ToDevice> read) {
                    got.add(read.message());
                    take(read.sessionId(), read.message());
                } else {
                    deaths.add("unreadable");
                }
            }
        } catch (RuntimeException closed) {
            // the test ended the link
        }
    }

    private void take(String id, ToDevice message) {
        switch (message) {
            case ControlMessage.Open ignored -> say(id, new ControlMessage.Accept(1, List.of(1, 2, 3, 4)));
            case ShellMessage.New ignored -> {
                if (answersShells) {
                    say(id, new ShellMessage.Started(ReplyStatus.NORMAL, "Shell started"));
                }
            }
            case ShellMessage.Data keys -> say(id, keys);
            case ShellMessage.Resize resize ->
                say(
                        id,
                        ShellMessage.Data.of(
                                text(resize.size().width() + "x" + resize.size().height())));
            case ShellMessage.Stop ignored -> say(id, new ShellMessage.Ended(ReplyStatus.NORMAL, ""));
            case FileTransferMessage file -> file(id, file);
            case PortForwardMessage forward -> forward(id, forward);
            case MenderClientMessage wish ->
                say(id, new MenderClientMessage.Done(wish.type(), clientStatus, "no such service"));
            default -> {}
        }
    }

    static Payload text(String text) {
        return Payload.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private void file(String id, FileTransferMessage message) {
        switch (message) {
            case FileTransferMessage.Stat stat -> say(id, stat(stat.path()));
            case FileTransferMessage.Get get -> {
                reading.put(id, file(get.path()).bytes());
                sentOf.put(id, 0);
                read(id, 0);
            }
            case FileTransferMessage.Ack ack -> read(id, ack.offset());
            case FileTransferMessage.Put begun -> {
                put = begun;
                written.reset();
                chunks = 0;
                say(id, new FileTransferMessage.Ack(0));
            }
            case FileTransferMessage.Chunk chunk -> write(id, chunk);
            default -> {}
        }
    }

    private FromDevice stat(String path) {
        Stored stored = files.get(path);
        return stored == null
                ? new FileTransferMessage.Error("stat " + path + ": no such file or directory", "stat")
                : new FileTransferMessage.Info(
                        path,
                        OptionalLong.of(stored.bytes().length),
                        stored.uid(),
                        OptionalLong.of(8),
                        OptionalLong.of(stored.mode()),
                        Optional.of(stored.modified()));
    }

    private void read(String id, long acknowledged) {
        byte[] bytes = reading.get(id);
        if (bytes == null) {
            return;
        }
        int sent = sentOf.getOrDefault(id, 0);
        while (sent < bytes.length && sent - acknowledged < WINDOW) {
            int end = Math.min(bytes.length, sent + LinkLimits.CHUNK_MAX);
            say(id, new FileTransferMessage.Chunk(sent, Payload.of(Arrays.copyOfRange(bytes, sent, end))));
            sent = end;
        }
        sentOf.put(id, sent);
        if (sent == bytes.length) {
            reading.remove(id);
            say(id, new FileTransferMessage.Chunk(sent, Payload.EMPTY));
        }
    }

    private void write(String id, FileTransferMessage.Chunk chunk) {
        written.writeBytes(chunk.bytes().bytes());
        chunks++;
        if (chunk.bytes().isEmpty()) {
            say(id, new FileTransferMessage.Ack(chunk.offset()));
            files.put(put.path(), new Stored(written.toByteArray(), put.mode().orElse(0644), put.uid(), Instant.now()));
        } else if (chunks % 10 == 0) {
            say(id, new FileTransferMessage.Ack(chunk.offset()));
        }
    }

    private void forward(String id, PortForwardMessage message) {
        switch (message) {
            case PortForwardMessage.New start -> {
                awaited.put(id + start.connectionId(), 0);
                unsent.put(id + start.connectionId(), new ArrayDeque<>());
                say(id, new PortForwardMessage.Connected(start.connectionId()));
            }
            case PortForwardMessage.Forward data -> {
                say(id, new PortForwardMessage.Ack(data.connectionId()));
                Objects.requireNonNull(unsent.get(id + data.connectionId())).add(data.bytes());
                echo(id, data.connectionId());
            }
            case PortForwardMessage.Ack ack -> {
                if (awaited.merge(id + ack.connectionId(), -1, Integer::sum) < 0) {
                    deaths.add("an ack too many");
                }
                echo(id, ack.connectionId());
            }
            case PortForwardMessage.Stop stop -> say(id, new PortForwardMessage.Stop(stop.connectionId()));
            default -> {}
        }
    }

    private void echo(String id, String connection) {
        Deque<Payload> queue = unsent.get(id + connection);
        if (awaited.getOrDefault(id + connection, 0) == 0 && queue != null && !queue.isEmpty()) {
            awaited.put(id + connection, 1);
            say(id, new PortForwardMessage.Forward(connection, queue.remove()));
        }
    }

    /** Status and reason with which the server ended the link. */
    String end() {
        Eventually.holds("the link is over", () -> !thread.isAlive());
        return link.end();
    }

    @Override
    public void close() {
        link.close();
        thread.interrupt();
    }
}
