package io.holdfast.integration;

import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ToDevice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A device's agent that connects to real programs on this machine and forwards as mender-connect does: 4 KiB at a time, the next one after
 * the ack.
 */
final class TunnelAgent implements AutoCloseable {
    private static final int CHUNK = 4096;

    private final TestLink link;
    private final boolean serves;
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();
    private final List<String> deaths = new CopyOnWriteArrayList<>();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong fromPrograms = new AtomicLong();
    private final Thread thread;

    private static final class Connection {
        final Socket socket;
        final Semaphore acks = new Semaphore(0);
        volatile boolean awaits;

        Connection(Socket socket) {
            this.socket = socket;
        }
    }

    private TunnelAgent(TestLink link, boolean serves) {
        this.link = link;
        this.serves = serves;
        this.thread = Thread.ofPlatform().name("tunnel-agent").daemon().start(this::run);
    }

    static TunnelAgent connect(URI server, TestDevice device) {
        return new TunnelAgent(TestLink.open(server, device.token()), true);
    }

    /** One whose owner has switched port forwarding off. */
    static TunnelAgent withoutForwarding(URI server, TestDevice device) {
        return new TunnelAgent(TestLink.open(server, device.token()), false);
    }

    /** Of what the real agent would have died. */
    List<String> deaths() {
        return deaths;
    }

    /** Connections that were ever made. */
    long opened() {
        return opened.get();
    }

    /** Connections that are open. */
    int open() {
        return connections.size();
    }

    /** Bytes that programs here have sent. */
    long fromPrograms() {
        return fromPrograms.get();
    }

    private void say(String id, FromDevice message) {
        synchronized (link) {
            try {
                link.send(id, message);
            } catch (UncheckedIOException ended) {
                thread.interrupt(); // the test ended the link
            }
        }
    }

    private void run() {
        try {
            for (Optional<LinkReading<ToDevice>> next = link.next(); next.isPresent(); next = link.next()) {
                if (next.get() instanceof LinkReading.Message<ToDevice> read) {
                    take(read.sessionId(), read.message());
                } else {
                    deaths.add("unreadable");
                }
            }
        } catch (RuntimeException closed) {
            // the test ended the link
        } finally {
            connections.values().forEach(connection -> close(connection.socket));
        }
    }

    private void take(String session, ToDevice message) {
        switch (message) {
            case ControlMessage.Open ignored ->
                say(session, new ControlMessage.Accept(1, serves ? List.of(1, 2, 3, 4) : List.of(1, 2, 4)));
            case PortForwardMessage.New start -> Thread.ofPlatform().daemon().start(() -> connect(session, start));
            case PortForwardMessage.Forward data -> write(session, data);
            case PortForwardMessage.Ack ack -> acknowledged(session, ack.connectionId());
            case PortForwardMessage.Stop stop -> {
                Optional.ofNullable(connections.remove(session + stop.connectionId()))
                        .ifPresent(connection -> close(connection.socket));
                say(session, new PortForwardMessage.Stop(stop.connectionId()));
            }
            default -> {}
        }
    }

    private void connect(String session, PortForwardMessage.New start) {
        Connection connection;
        try {
            connection = new Connection(new Socket("127.0.0.1", start.port()));
        } catch (IOException refused) {
            say(
                    session,
                    new PortForwardMessage.Error(
                            "dial tcp: connection refused", "new", Optional.of(start.connectionId())));
            return;
        }
        opened.incrementAndGet();
        connections.put(session + start.connectionId(), connection);
        say(session, new PortForwardMessage.Connected(start.connectionId()));
        read(session, start.connectionId(), connection);
    }

    private void read(String session, String id, Connection connection) {
        byte[] buffer = new byte[CHUNK];
        try {
            InputStream in = connection.socket.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                fromPrograms.addAndGet(read);
                connection.awaits = true;
                say(session, new PortForwardMessage.Forward(id, Payload.of(Arrays.copyOf(buffer, read))));
                connection.acks.acquire();
            }
        } catch (IOException gone) {
            // it is closed either way
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        if (connections.remove(session + id) != null) {
            close(connection.socket);
            say(session, new PortForwardMessage.Stop(id));
        }
    }

    private void write(String session, PortForwardMessage.Forward data) {
        Connection connection = connections.get(session + data.connectionId());
        if (connection == null) {
            say(
                    session,
                    new PortForwardMessage.Error("no such connection", "forward", Optional.of(data.connectionId())));
            return;
        }
        try {
            connection.socket.getOutputStream().write(data.bytes().bytes());
            say(session, new PortForwardMessage.Ack(data.connectionId()));
        } catch (IOException gone) {
            close(connection.socket);
        }
    }

    private void acknowledged(String session, String id) {
        Connection connection = connections.get(session + id);
        if (connection != null) {
            if (!connection.awaits) {
                deaths.add("an ack too many");
            }
            connection.awaits = false;
            connection.acks.release();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed either way.
            return;
        }
    }

    @Override
    public void close() {
        link.close();
        thread.interrupt();
    }
}
