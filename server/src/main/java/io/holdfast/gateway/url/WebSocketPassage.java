package io.holdfast.gateway.url;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** A WebSocket that passes through: bytes both ways as they are, each side no faster than the other takes them. On one event loop. */
final class WebSocketPassage {
    private final Upstream upstream;
    private final Runnable moved;
    private final Runnable over;
    // Of a device that speaks before the visitor's side has become a socket: a window at most.
    private final Deque<byte[]> early = new ArrayDeque<>();
    private Optional<NetSocket> socket = Optional.empty();
    private boolean blocked;
    private boolean closed;

    WebSocketPassage(Upstream upstream, Runnable moved, Runnable over) {
        this.upstream = upstream;
        this.moved = moved;
        this.over = over;
    }

    /** Turns the visitor's connection into bytes; the answer's head is set. */
    void open(HttpServerRequest request) {
        request.toNetSocket().onComplete((opened, failed) -> {
            if (opened == null) {
                close();
            } else {
                opened(opened);
            }
        });
    }

    private void opened(NetSocket opened) {
        socket = Optional.of(opened);
        FrontConnection.neverIdle(opened);
        opened.closeHandler(gone -> close());
        opened.exceptionHandler(broken -> close());
        opened.handler(bytes -> {
            moved.run();
            if (!upstream.send(Unpooled.wrappedBuffer(bytes.getBytes()))) {
                opened.pause();
            }
        });
        if (closed) {
            var closing = opened.close();
            return;
        }
        while (!early.isEmpty()) {
            fromDevice(early.remove());
        }
        upstream.resumed();
    }

    void fromDevice(byte[] bytes) {
        if (socket.isEmpty()) {
            early.add(bytes);
            return;
        }
        NetSocket open = socket.get();
        var sent = open.write(Buffer.buffer(bytes));
        if (open.writeQueueFull() && !blocked) {
            blocked = true;
            open.drainHandler(drained -> {
                blocked = false;
                upstream.resumed();
            });
        }
    }

    boolean takes() {
        return socket.isPresent() && !blocked;
    }

    void room() {
        socket.ifPresent(NetSocket::resume);
    }

    /** Ends both sides. */
    void close() {
        if (!closed) {
            closed = true;
            upstream.close();
            socket.ifPresent(open -> {
                var closing = open.close();
            });
            over.run();
        }
    }
}
