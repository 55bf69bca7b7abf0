package io.holdfast.gateway.url;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/** A visitor's connection beneath what Vert.x shows of it. */
final class FrontConnection {
    /** Vert.x's name for its handler that closes what was silent for a while. */
    private static final String IDLE = "idle";

    private FrontConnection() {}

    /** It may be silent from now on: who takes it over looks after it. */
    static void neverIdle(HttpConnection connection) {
        if (connection instanceof HttpServerConnection server) {
            remove(server.channelHandlerContext().pipeline());
        }
    }

    /** As {@link #neverIdle(HttpConnection)}, of one that was upgraded. */
    static void neverIdle(NetSocket socket) {
        remove(((NetSocketInternal) socket).channelHandlerContext().pipeline());
    }

    /** Sends what was written: Vert.x waits for the end of a read that never ends where a request was paused in the middle of it. */
    static void flush(HttpConnection connection) {
        if (connection instanceof HttpServerConnection server) {
            server.channelHandlerContext().flush();
        }
    }

    private static void remove(ChannelPipeline pipeline) {
        if (pipeline.get(IDLE) != null) {
            pipeline.remove(IDLE);
        }
    }
}
