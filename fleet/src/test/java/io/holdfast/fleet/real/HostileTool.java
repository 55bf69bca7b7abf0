package io.holdfast.fleet.real;

import io.holdfast.fleet.process.Poll;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.ToDevice;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A person's WebSocket to a device in bad hands: it sends whatever it is told to, and hears only whether anybody answered or closed. */
final class HostileTool implements WebSocket.Listener, AutoCloseable {
    /** Under which session's id it sends. */
    enum Id {
        /** One that nobody gave. */
        WRONG,
        /** The one in the server's own messages, where one came. */
        ECHOED
    }

    /** A device that is away answers nothing. */
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private static final Duration OPEN_MAX = Duration.ofSeconds(90);
    private static final String SHELL = "shell";

    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Id id;
    private final WebSocket socket;
    private volatile String sessionId = "any";
    private volatile boolean over;

    private HostileTool(HttpClient client, LiveDevice device, String token, Id id) {
        this.id = id;
        socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(
                        URI.create(device.live.url().replace("https:", "wss:")
                                + "/api/management/v1/deviceconnect/devices/" + device.id + "/connect"),
                        this)
                .join();
    }

    /** Waits while the device is away: an agent that stops shells may miss a ping, and comes back. */
    static HostileTool at(HttpClient client, LiveDevice device, String token, Id id) {
        return Poll.forValue(OPEN_MAX, () -> {
                    try {
                        return Optional.of(new HostileTool(client, device, token, id));
                    } catch (CompletionException away) {
                        return Optional.empty();
                    }
                })
                .orElseThrow();
    }

    /** Throws {@link CompletionException} when the server has closed the connection. */
    void send(List<ToDevice> messages) {
        for (ToDevice message : messages) {
            socket.sendBinary(ByteBuffer.wrap(LinkWriter.write(sessionId, message)), true)
                    .join();
        }
    }

    /** Waits until somebody said something about this connection. */
    void awaitAnswer(String connection) {
        Poll.until(ANSWER_MAX, () -> over || answered.contains(connection));
    }

    /** Waits until a shell runs, or does not. */
    void awaitShell() {
        awaitAnswer(SHELL);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket on, ByteBuffer frame, boolean last) {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        if (LinkReader.fromDevice(bytes) instanceof LinkReading.Message<FromDevice> read) {
            heard(read);
        }
        on.request(1);
        return CompletableFuture.completedStage(null);
    }

    private void heard(LinkReading.Message<FromDevice> read) {
        if (id == Id.ECHOED && !read.sessionId().isEmpty()) {
            sessionId = read.sessionId();
        }
        switch (read.message()) {
            case PortForwardMessage.Connected connected -> answered.add(connected.connectionId());
            case PortForwardMessage.Error error -> error.connectionId().ifPresent(answered::add);
            case PortForwardMessage.Stop stop -> answered.add(stop.connectionId());
            case ShellMessage.Started started -> answered.add(SHELL);
            default -> {}
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket on, int status, String reason) {
        over = true;
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket on, Throwable broken) {
        over = true;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
