package io.holdfast.api;

import io.holdfast.platform.http.Reply;
import io.holdfast.platform.http.RequestId;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;

/** An answer's body as a blocking stream: its writer waits while much of it is on its way. Written by one thread. */
final class ResponseBody extends OutputStream {
    /** Bytes on their way to the caller: what a 10 ms round trip needs at 25 MB/s. */
    private static final int ON_THE_WAY_MAX = 256 << 10;

    private static final int PIECE_MAX = 64 << 10;

    private final HttpServerRequest request;
    private final Context context;
    private final Semaphore room = new Semaphore(ON_THE_WAY_MAX);
    private volatile boolean gone;
    private boolean closed;

    private ResponseBody(HttpServerRequest request, Context context) {
        this.request = request;
        this.context = context;
    }

    /** Begins the answer. Called on any thread but the request's event loop. */
    static ResponseBody begin(HttpServerRequest request, Context context, String requestId, Reply head) {
        ResponseBody body = new ResponseBody(request, context);
        context.runOnContext(loop -> body.begin(requestId, head));
        return body;
    }

    private void begin(String requestId, Reply head) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            left();
            return;
        }
        response.exceptionHandler(failed -> left());
        response.closeHandler(closed -> left());
        response.setStatusCode(head.status());
        head.headers().forEach(header -> response.headers().add(header.getKey(), header.getValue()));
        response.putHeader(RequestId.HEADER, requestId)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "no-store");
        if (!response.headers().contains("Content-Length")) {
            response.setChunked(true);
        }
    }

    /** The caller went away: whoever waits for room is woken. */
    private void left() {
        gone = true;
        room.release(ON_THE_WAY_MAX);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int from = 0; from < length; from += PIECE_MAX) {
            piece(Buffer.buffer().appendBytes(bytes, offset + from, Math.min(PIECE_MAX, length - from)));
        }
    }

    private void piece(Buffer piece) throws IOException {
        try {
            room.acquire(piece.length());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the answer was written", stopped);
        }
        if (gone) {
            throw new SenderGone(new IOException("nobody takes the answer any more"));
        }
        context.runOnContext(loop -> write(piece));
    }

    private void write(Buffer piece) {
        HttpServerResponse response = request.response();
        if (gone || response.closed()) {
            left();
            return;
        }
        response.write(piece).onComplete((sent, failed) -> {
            if (failed == null) {
                room.release(piece.length());
            } else {
                left();
            }
        });
    }

    /** The answer is whole. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        context.runOnContext(loop -> {
            if (!gone && !request.response().ended()) {
                var sent = request.response().end();
            }
        });
    }

    /** On the event loop, when nothing is written any more: what was not closed is cut. */
    void abandon() {
        if (!closed) {
            var cut = request.connection().close();
        }
    }
}
