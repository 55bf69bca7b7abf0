package io.holdfast.api;

import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.PersonChannel;
import io.holdfast.platform.tls.WebServerOptions;
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
        MessageFrames frames = new MessageFrames(WebServerOptions.SOCKET_MESSAGE_BYTES_MAX);
        socket.frameHandler(frame -> {
            switch (frames.add(frame)) {
                case MessageFrames.Outcome.Whole whole -> receiver.message(whole.message());
                case MessageFrames.Outcome.Nothing nothing -> {}
                case MessageFrames.Outcome.Text text -> channel.close(Farewell.NOT_BINARY);
                case MessageFrames.Outcome.TooLarge large -> channel.close(Farewell.TOO_LARGE);
            }
        });
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
