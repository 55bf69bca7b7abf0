package io.holdfast.integration;

import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.TerminalSize;
import io.holdfast.wire.link.ToDevice;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A person's tool at its end of the WebSocket to a device. */
final class PersonSocket implements AutoCloseable, WebSocket.Listener {
    private static final int SECONDS_MAX = 30;

    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<LinkReading.Message<FromDevice>> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<TerminalSize> sizes = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private WebSocket socket;

    private PersonSocket(URI url, String token) {
        socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(url, this)
                .join();
    }

    static PersonSocket open(URI server, String token, String path) {
        return new PersonSocket(URI.create("ws://127.0.0.1:" + server.getPort() + path), token);
    }

    static String connect(Object device) {
        return "/api/management/v1/deviceconnect/devices/" + device + "/connect";
    }

    void send(ToDevice message) {
        send("", message);
    }

    void send(String sessionId, ToDevice message) {
        frame(LinkWriter.write(sessionId, message));
    }

    void frame(byte[] bytes) {
        socket = socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** One message in frames of so many bytes; what an end of the connection leaves unsent is not sent. */
    void fragments(byte[] bytes, int size) {
        try {
            for (int from = 0; from < bytes.length; from += size) {
                int length = Math.min(size, bytes.length - from);
                socket = socket.sendBinary(ByteBuffer.wrap(bytes, from, length), from + length == bytes.length)
                        .join();
            }
        } catch (java.util.concurrent.CompletionException ended) {
            // the server has said why
        }
    }

    void text(String text) {
        socket = socket.sendText(text, true).join();
    }

    /** The next message of this kind; others on the way to it are passed over. */
    <M extends FromDevice> M next(Class<M> kind) {
        while (true) {
            FromDevice message = next().message();
            if (kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
    }

    LinkReading.Message<FromDevice> next() {
        try {
            LinkReading.Message<FromDevice> message = messages.poll(SECONDS_MAX, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing came; the end: " + end.getNow("not yet"));
            }
            return message;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next size that a terminal which is watched is said to have. */
    TerminalSize nextSize() {
        try {
            TerminalSize size = sizes.poll(SECONDS_MAX, TimeUnit.SECONDS);
            if (size == null) {
                throw new AssertionError("no size came; the end: " + end.getNow("not yet"));
            }
            return size;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Messages that came and were not asked for. */
    int waiting() {
        return messages.size();
    }

    /** Code and reason of the server's good-bye. */
    String end() {
        return end.orTimeout(SECONDS_MAX, TimeUnit.SECONDS).join();
    }

    @Override
    public void onOpen(WebSocket opened) {
        opened.request(Long.MAX_VALUE);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.writeBytes(bytes);
        if (last) {
            if (LinkReader.fromDevice(partial.toByteArray()) instanceof LinkReading.Message<FromDevice> read) {
                messages.add(read);
            } else if (LinkReader.toDevice(partial.toByteArray()) instanceof LinkReading.Message<ToDevice> read
                    && read.message() instanceof ShellMessage.Resize resize) {
                sizes.add(resize.size());
            }
            partial.reset();
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        end.complete(code + " " + reason);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket from, Throwable broken) {
        end.complete("broken: " + broken);
    }

    @Override
    public void close() {
        socket.abort();
        client.close();
    }
}
