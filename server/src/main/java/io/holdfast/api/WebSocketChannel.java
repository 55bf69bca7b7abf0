package io.holdfast.api;

import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.PersonChannel;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A person's WebSocket. */
final class WebSocketChannel implements PersonChannel {
    private static final Logger log = LoggerFactory.getLogger(WebSocketChannel.class);
    private static final Buffer NOTHING = Buffer.buffer();

    private final ServerWebSocket socket;
    private final Context context;

    private WebSocketChannel(ServerWebSocket socket, Context context) {
        this.socket = socket;
        this.context = context;
    }

    /** Turns the request's connection into a WebSocket and gives it to the taker. Called on the request's event loop. */
    static void open(HttpServerRequest request, SocketTaker taker) {
        Context context = Vertx.currentContext();
        request.toWebSocket().onComplete((socket, failed) -> {
            if (failed == null) {
                taken(socket, context, taker);
            } else {
                log.atDebug().setCause(failed).log("a connection did not become a WebSocket");
            }
        });
    }

    private static void taken(ServerWebSocket socket, Context context, SocketTaker taker) {
        WebSocketChannel channel = new WebSocketChannel(socket, context);
        Receiver receiver = taker.take(channel);
        // The message handlers' own limit closes with 1009 before a longer message is whole.
        socket.binaryMessageHandler(message -> receiver.message(message.getBytes()));
        socket.textMessageHandler(text -> channel.close(Farewell.NOT_BINARY));
        socket.pongHandler(pong -> receiver.heard());
        socket.exceptionHandler(broken -> log.atDebug().setCause(broken).log("a person's WebSocket broke"));
        socket.closeHandler(closed -> receiver.closed());
    }

    @Override
    public Executor loop() {
        return task -> context.runOnContext(loop -> task.run());
    }

    @Override
    public void send(byte[] message, Runnable written) {
        socket.writeBinaryMessage(Buffer.buffer(message)).onComplete((sent, failed) -> written.run());
    }

    @Override
    public void ping() {
        var sent = socket.writePing(NOTHING);
    }

    @Override
    public void reading(boolean wanted) {
        if (wanted) {
            socket.resume();
        } else {
            socket.pause();
        }
    }

    @Override
    public void close(Farewell farewell) {
        var closing = socket.close((short) farewell.code(), farewell.reason());
    }
}
