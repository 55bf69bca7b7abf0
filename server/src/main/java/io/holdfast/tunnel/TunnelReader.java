package io.holdfast.tunnel;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** What comes over the WebSocket: whole messages, and no more of them than are taken. */
final class TunnelReader implements WebSocket.Listener {
    /** Bytes that may wait for local programs, over all connections: what a 50 ms round trip needs at 40 MB/s. */
    private static final int WAITING_MAX = 2 << 20;

    private final Consumer<byte[]> received;
    private final Consumer<String> ended;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private Optional<WebSocket> held = Optional.empty();
    private int waiting;

    TunnelReader(Consumer<byte[]> received, Consumer<String> ended) {
        this.received = received;
        this.ended = ended;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.writeBytes(bytes);
        if (last) {
            byte[] message = partial.toByteArray();
            partial.reset();
            received.accept(message);
        }
        more(socket);
        return CompletableFuture.completedStage(null);
    }

    private synchronized void more(WebSocket socket) {
        if (waiting < WAITING_MAX) {
            socket.request(1);
        } else {
            held = Optional.of(socket);
        }
    }

    synchronized void waits(int bytes) {
        waiting += bytes;
    }

    synchronized void written(int bytes) {
        waiting -= bytes;
        if (waiting < WAITING_MAX) {
            held.ifPresent(socket -> socket.request(1));
            held = Optional.empty();
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        ended.accept(reason.isEmpty() ? "the server closed it (" + code + ")" : reason);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable broken) {
        ended.accept("the connection to the server broke: " + broken.getMessage());
    }
}
