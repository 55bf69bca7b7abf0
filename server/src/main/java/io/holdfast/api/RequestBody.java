package io.holdfast.api;

import io.holdfast.platform.http.UnreadableRequest;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A request's body as a blocking stream: the sender is paused until it is read, and while enough of it waits. */
final class RequestBody extends InputStream {
    /** Bytes that may wait before the sender is paused. */
    private static final int WAITING_MAX = 2 << 20;

    /**
     * So few bytes wait when the sender may go on. Each time it may, Netty reads up to 1 MiB at once, and Vert.x keeps what is beyond the
     * next pause: unless clearly more than that goes through between two pauses, a sender that is faster than we are fills the heap.
     */
    private static final int WAITING_LOW = 512 << 10;

    /** Read and thrown away behind an early answer, so that a client that sends first and reads then gets to the answer. */
    private static final long DISCARDED_MAX = 64L << 20;

    private sealed interface Piece {
        record Bytes(Buffer buffer) implements Piece {}

        record End() implements Piece {}

        record Cut(Throwable cause) implements Piece {}
    }

    private final HttpServerRequest request;
    private final Context context;
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private @Nullable Buffer current;
    private int position;
    private boolean begun;
    private boolean ended;
    private volatile boolean discarding;
    private boolean arrivedWhole;
    private long discarded;

    /** Called on the request's event loop, before anything of the body was read. */
    RequestBody(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
        request.pause();
        request.handler(this::arrived);
        request.endHandler(end -> {
            arrivedWhole = true;
            pieces.add(new Piece.End());
        });
        request.exceptionHandler(cause -> {
            UnreadableRequest.refuseBody(request, cause);
            pieces.add(new Piece.Cut(cause));
        });
    }

    private void arrived(Buffer buffer) {
        if (discarding) {
            discarded += buffer.length();
            if (discarded > DISCARDED_MAX) {
                var unused = request.connection().close();
            }
            return;
        }
        pieces.add(new Piece.Bytes(buffer));
        if (waiting.addAndGet(buffer.length()) >= WAITING_MAX) {
            request.pause();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        Buffer buffer = current;
        while (buffer == null || position == buffer.length()) {
            if (ended) {
                return -1;
            }
            buffer = next();
        }
        int count = Math.min(length, buffer.length() - position);
        buffer.getBytes(position, position + count, bytes, offset);
        position += count;
        return count;
    }

    private @Nullable Buffer next() throws IOException {
        if (!begun) {
            begun = true;
            context.runOnContext(loop -> resume());
        }
        Piece piece;
        try {
            piece = pieces.take();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the body arrived", stopped);
        }
        switch (piece) {
            case Piece.Bytes bytes -> {
                current = bytes.buffer();
                position = 0;
                int length = bytes.buffer().length();
                int before = waiting.getAndAdd(-length);
                if (before > WAITING_LOW && before - length <= WAITING_LOW) {
                    context.runOnContext(loop -> resume());
                }
            }
            case Piece.End end -> {
                ended = true;
                current = null;
            }
            case Piece.Cut cut -> {
                ended = true;
                throw new SenderGone(cut.cause());
            }
        }
        return current;
    }

    /** Lets the rest of the body pass unread. */
    void discard() {
        discarding = true;
        context.runOnContext(loop -> resume());
    }

    /** On the event loop; a request that ended must not be touched any more. */
    private void resume() {
        if (!arrivedWhole) {
            request.resume();
        }
    }
}
