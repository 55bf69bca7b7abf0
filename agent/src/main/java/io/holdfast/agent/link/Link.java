package io.holdfast.agent.link;

import io.holdfast.wire.mux.Multiplexer;
import io.holdfast.wire.mux.MuxLimits;
import io.holdfast.wire.mux.MuxListener;
import io.holdfast.wire.mux.MuxStream;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * A link that stands: the streams over one WebSocket. One frame is with the WebSocket at a time, so that what is urgent waits for one at
 * most; bytes are read as fast as they are given to the streams, each of which has its own credit.
 */
final class Link implements WebSocket.Listener {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    /** The server pings within 300 s; a network that forgets quiet connections does so after 60. */
    private static final Duration PING_AFTER = Duration.ofSeconds(50);

    private static final Duration SILENCE_MAX = Duration.ofSeconds(80);

    private final LinkLoop loop = new LinkLoop();
    private final CompletableFuture<LinkEnd> end = new CompletableFuture<>();
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    private final Multiplexer streams;
    private Optional<WebSocket> socket = Optional.empty();
    private boolean sending;
    private volatile long heardNanos = System.nanoTime();

    /** @param serve is asked for each stream, on the loop */
    Link(BiFunction<LinkLoop, MuxStream, MuxListener> serve) {
        this.streams = Multiplexer.acceptor(this::pump, stream -> serve.apply(loop, stream));
    }

    /** Told once. */
    CompletionStage<LinkEnd> end() {
        return end;
    }

    @Override
    public void onOpen(WebSocket opened) {
        heard();
        loop.execute(() -> {
            socket = Optional.of(opened);
            loop.every(LOOK_EVERY, this::look);
            pump();
        });
        opened.request(1);
    }

    private void heard() {
        heardNanos = System.nanoTime();
    }

    @Override
    public @org.jspecify.annotations.Nullable CompletionStage<?> onBinary(
            WebSocket from, ByteBuffer data, boolean last) {
        heard();
        byte[] piece = new byte[data.remaining()];
        data.get(piece);
        if (pieces.size() + piece.length > MuxLimits.FRAME_MAX) {
            over(new LinkEnd.Lost("the server sent a message beyond the limit"));
            return null;
        }
        if (last && pieces.size() == 0) {
            received(piece);
        } else {
            pieces.writeBytes(piece);
            if (last) {
                received(pieces.toByteArray());
                pieces.reset();
            }
        }
        from.request(1);
        return null;
    }

    private void received(byte[] frame) {
        loop.execute(() -> streams.receive(frame).ifPresent(fault -> {
            socket.ifPresent(open -> open.sendClose(1008, fault.label()));
            over(new LinkEnd.Lost("the server broke the protocol: " + fault.label()));
        }));
    }

    @Override
    public @org.jspecify.annotations.Nullable CompletionStage<?> onText(
            WebSocket from, CharSequence data, boolean last) {
        over(new LinkEnd.Lost("the server sent a text"));
        return null;
    }

    @Override
    public @org.jspecify.annotations.Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        heard();
        from.request(1);
        return null; // answered by the WebSocket itself
    }

    @Override
    public @org.jspecify.annotations.Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        heard();
        from.request(1);
        return null;
    }

    @Override
    public @org.jspecify.annotations.Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        over(LinkEnds.closed(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable broken) {
        over(new LinkEnd.Lost(io.holdfast.agent.report.Comeback.words(broken)));
    }

    private void pump() {
        if (sending || socket.isEmpty()) {
            return;
        }
        sending = true; // already now: to take a frame may tell somebody of room, who at once has the next one
        Optional<byte[]> frame = streams.next();
        if (frame.isPresent()) {
            socket.get()
                    .sendBinary(ByteBuffer.wrap(frame.get()), true)
                    .whenComplete((sent, failed) -> loop.execute(() -> sent(failed)));
        } else {
            sending = false;
        }
    }

    private void sent(@org.jspecify.annotations.Nullable Throwable failed) {
        sending = false;
        if (failed != null) {
            over(new LinkEnd.Lost(io.holdfast.agent.report.Comeback.words(failed)));
        } else {
            pump();
        }
    }

    private void look() {
        long silent = System.nanoTime() - heardNanos;
        if (silent >= SILENCE_MAX.toNanos()) {
            over(new LinkEnd.Lost("nothing was heard for " + SILENCE_MAX.toSeconds() + " s"));
        } else if (silent >= PING_AFTER.toNanos()) {
            socket.ifPresent(open -> open.sendPing(ByteBuffer.allocate(0)));
        }
    }

    /** Ends the link and tells the server. */
    void stop() {
        loop.execute(() -> {
            socket.ifPresent(open -> open.sendClose(WebSocket.NORMAL_CLOSURE, "bye"));
            over(new LinkEnd.Stopped());
        });
    }

    private void over(LinkEnd why) {
        loop.execute(() -> {
            if (end.complete(why)) {
                streams.end("the link ended");
                // After a close frame the server closes; without one, nothing is left to wait for.
                if (!(why instanceof LinkEnd.Stopped)) {
                    socket.ifPresent(WebSocket::abort);
                }
                loop.stop();
            }
        });
    }
}
