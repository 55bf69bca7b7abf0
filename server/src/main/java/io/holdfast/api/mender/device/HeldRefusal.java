package io.holdfast.api.mender.device;

import io.holdfast.edge.admission.Admittance;
import io.holdfast.edge.admission.RefusalHold;
import io.netty.channel.ChannelConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * A refusal that is held back. Meanwhile nothing more is read of its connection, so that what is sent behind it waits with its sender. Ends
 * once: with its answer when its time has come, or without one when its connection has closed. Used on the request's event loop.
 */
final class HeldRefusal {
    private final DeviceExchange exchange;
    private final RefusalHold hold;
    private final Vertx vertx;
    private final ChannelConfig connection;
    private final long beganNanos = System.nanoTime();
    private final long timer;
    private boolean over;

    private HeldRefusal(DeviceExchange exchange, Admittance.Refused refused, RefusalHold hold, Vertx vertx) {
        HttpServerRequest request = exchange.request();
        this.exchange = exchange;
        this.hold = hold;
        this.vertx = vertx;
        this.connection = ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .channel()
                .config();
        request.exceptionHandler(cause -> end(() -> exchange.broken(cause)));
        request.response().closeHandler(closed -> end(exchange::abandon));
        timer = vertx.setTimer(
                hold.time().toMillis(),
                ignored -> end(() -> exchange.attempt(() -> exchange.putOff(refused.code(), refused.after()))));
        connection.setAutoRead(false);
    }

    /** Holds the refusal back; answers it at once where there is no place. */
    static void begin(DeviceExchange exchange, Admittance.Refused refused, RefusalHold hold, Vertx vertx) {
        if (hold.enter()) {
            var unused = new HeldRefusal(exchange, refused, hold, vertx);
        } else {
            exchange.putOff(refused.code(), refused.after());
        }
    }

    private void end(Runnable how) {
        if (over) {
            return;
        }
        over = true;
        vertx.cancelTimer(timer);
        hold.leave();
        connection.setAutoRead(true);
        exchange.heldBack(System.nanoTime() - beganNanos);
        how.run();
    }
}
