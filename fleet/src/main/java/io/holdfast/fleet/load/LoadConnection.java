package io.holdfast.fleet.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/** One keep-alive connection with at most one request under way; its request buffer is reused for every request. */
final class LoadConnection extends ChannelInboundHandlerAdapter implements ResponseParser.Sink {
    /** Holds the usual request with its token without growing. */
    private static final int INITIAL_REQUEST_BYTES = 2 * 1024;

    private final LoadLoop loop;
    private final Channel channel;
    private final ByteBuf request;
    private final ResponseParser parser = new ResponseParser(this);
    private long due;
    private boolean underWay;

    LoadConnection(LoadLoop loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
        this.request = channel.alloc().directBuffer(INITIAL_REQUEST_BYTES);
    }

    /** Sends one request that was due at {@code dueAt}. */
    void send(RequestWriter writer, long dueAt) {
        due = dueAt;
        underWay = true;
        request.clear();
        writer.write(request);
        channel.writeAndFlush(request.retain(), channel.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            parser.feed(in);
        } finally {
            in.release();
        }
    }

    @Override
    public void body(ByteBuf in, int offset, int length) {}

    @Override
    public void complete() {
        underWay = false;
        loop.answered(this, parser.status(), due);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (context.pipeline().get(SslHandler.class) == null) {
            loop.connected(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            loop.connected(this);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        parser.closed();
        loop.lost(this, underWay);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        request.release();
    }

    @Override
    @SuppressWarnings("deprecation") // still the one hook for errors of an inbound handler
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
