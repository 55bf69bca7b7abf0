package io.holdfast.fleet.real;

import io.holdfast.fleet.process.Poll;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.Payload;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ReplyStatus;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import io.holdfast.wire.link.ToDevice;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A person's WebSocket to a device, as mender-cli opens one: a terminal, or a connection that the device forwards; and how it ended. */
final class PersonSession implements WebSocket.Listener, AutoCloseable {
    /** What {@link #end} is when the server said nothing. */
    static final String LOST = "lost";

    private static final Duration SOON = Duration.ofSeconds(90);

    /** A shell's prompt takes 20 ms; one in 25 never comes, because mender-connect forgot to read: the terminal is opened again. */
    private static final Duration PROMPT_MAX = Duration.ofSeconds(15);

    private static final String CONNECTION = "1";

    private final StringBuffer shown = new StringBuffer();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final CompletableFuture<Boolean> connected = new CompletableFuture<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final WebSocket socket;
    private volatile boolean refused;

    private PersonSession(LinkedDevice linked) {
        socket = linked.api()
                .session(UUID.fromString(linked.managed().id()), this)
                .join();
    }

    /** A terminal that shows its prompt. */
    static PersonSession terminal(LinkedDevice linked) {
        return opened(
                linked,
                new ShellMessage.New(Optional.of(new TerminalSize(24, 80)), ""),
                session -> session.shows("# ", PROMPT_MAX));
    }

    /** A connection of the device's to a port that it can reach. */
    static PersonSession forward(LinkedDevice linked, String host, int port) {
        return opened(
                linked,
                new PortForwardMessage.New(CONNECTION, host, port, PortForwardMessage.Transport.TCP),
                session -> session.connected
                        .completeOnTimeout(false, SOON.toSeconds(), TimeUnit.SECONDS)
                        .join());
    }

    private static PersonSession opened(LinkedDevice linked, ToDevice first, Predicate<PersonSession> stands) {
        return Poll.forValue(SOON, () -> tryOnce(linked, first, stands))
                .orElseThrow(() -> new AssertionError(
                        "no session\n" + linked.agent().log() + linked.live().lastLines()));
    }

    /** Nothing while the device is between two links. */
    private static Optional<PersonSession> tryOnce(
            LinkedDevice linked, ToDevice first, Predicate<PersonSession> stands) {
        try {
            PersonSession session = new PersonSession(linked);
            session.say(first);
            if (stands.test(session)) {
                return Optional.of(session);
            }
            session.close();
        } catch (CompletionException refused) {
            // to be tried again
        }
        return Optional.empty();
    }

    private void say(ToDevice what) {
        socket.sendBinary(ByteBuffer.wrap(LinkWriter.write("", what)), true).join();
    }

    /** Whether the terminal computes. */
    boolean computes() {
        shown.setLength(0);
        say(ShellMessage.Data.of(Payload.of("echo $((40+2))-is-it\n".getBytes(StandardCharsets.US_ASCII))));
        return shows("42-is-it", SOON);
    }

    /** Whether an HTTP server answers at the other end of the forwarded connection. */
    boolean isAnswered() {
        shown.setLength(0);
        byte[] request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        say(new PortForwardMessage.Forward(CONNECTION, Payload.of(request)));
        return shows("HTTP/1.1 ", SOON);
    }

    private boolean shows(String text, Duration within) {
        Poll.until(within, () -> shown.indexOf(text) >= 0 || refused || end.isDone());
        return shown.indexOf(text) >= 0;
    }

    /** How it ended, once it has: the server's code and reason. */
    String end() {
        return end.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket on, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        message.writeBytes(bytes);
        if (last) {
            if (LinkReader.fromDevice(message.toByteArray()) instanceof LinkReading.Message<FromDevice> read) {
                heard(read.message());
            }
            message.reset();
        }
        on.request(1);
        return CompletableFuture.completedStage(null);
    }

    private void heard(FromDevice said) {
        switch (said) {
            case ShellMessage.Data data -> show(data.bytes());
            case ShellMessage.Started started -> refused = started.status() == ReplyStatus.ERROR;
            case PortForwardMessage.Forward data -> show(data.bytes());
            case PortForwardMessage.Connected there -> connected.complete(true);
            case PortForwardMessage.Error refused -> connected.complete(false);
            default -> {}
        }
    }

    private void show(Payload bytes) {
        shown.append(new String(bytes.bytes(), StandardCharsets.ISO_8859_1));
    }

    @Override
    public CompletionStage<?> onClose(WebSocket on, int code, String reason) {
        ended(code == 1006 ? LOST : code + " " + reason);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket on, Throwable broken) {
        ended(LOST);
    }

    private void ended(String how) {
        end.complete(how);
        connected.complete(false);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
