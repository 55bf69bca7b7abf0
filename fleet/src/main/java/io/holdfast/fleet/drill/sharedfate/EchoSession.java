package io.holdfast.fleet.drill.sharedfate;

import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkMessage;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A person at a device whose agent says back what it is told: one piece is under way at a time, and the longest wait is kept. */
abstract class EchoSession implements WebSocket.Listener, AutoCloseable {
    private static final Duration OPENING_MAX = Duration.ofSeconds(15);

    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong echoes = new AtomicLong();
    private final AtomicLong slowestNanos = new AtomicLong();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final CompletableFuture<WebSocket> socket;
    private volatile long saidAt;
    private volatile String lastHeard = "nothing heard";

    EchoSession(ManagementApi api, UUID device) {
        socket = api.session(device, this);
    }

    /** The first message of the session. */
    abstract LinkMessage opening();

    /** What the device said; {@link #ready} and {@link #echoed} say what it meant. */
    abstract void heard(FromDevice said);

    /** A piece that is to be said back. */
    abstract LinkMessage piece();

    /** Waits until the session stands. */
    EchoSession awaitOpen() {
        say(opening());
        ready.orTimeout(OPENING_MAX.toSeconds(), TimeUnit.SECONDS).join();
        return this;
    }

    final void ready() {
        ready.complete(null);
    }

    /** Says one piece, unless the last is still under way. */
    void prod() {
        if (saidAt == 0 && !ended.get()) {
            saidAt = System.nanoTime();
            say(piece());
        } else {
            slowestNanos.accumulateAndGet(waitingNanos(), Math::max);
        }
    }

    private long waitingNanos() {
        long since = saidAt;
        return since == 0 ? 0 : System.nanoTime() - since;
    }

    final void echoed() {
        echoes.incrementAndGet();
        slowestNanos.accumulateAndGet(waitingNanos(), Math::max);
        saidAt = 0;
    }

    final void say(LinkMessage what) {
        socket.join()
                .sendBinary(ByteBuffer.wrap(LinkWriter.write("", what)), true)
                .join();
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket on, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        message.writeBytes(bytes);
        if (last) {
            if (LinkReader.fromDevice(message.toByteArray()) instanceof LinkReading.Message<FromDevice> read) {
                lastHeard = read.message().toString();
                heard(read.message());
            }
            message.reset();
        }
        on.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket on, int code, String reason) {
        ended.set(true);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket on, Throwable error) {
        ended.set(true);
    }

    /** Begins to count anew. */
    void forget() {
        echoes.set(0);
        slowestNanos.set(0);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + (ended.get() ? " ended" : "") + " " + lastHeard;
    }

    boolean hasEnded() {
        return ended.get();
    }

    long echoes() {
        return echoes.get();
    }

    Duration slowest() {
        return Duration.ofNanos(slowestNanos.get());
    }

    @Override
    public void close() {
        socket.thenAccept(WebSocket::abort);
    }
}
