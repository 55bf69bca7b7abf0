package io.holdfast.edge.admission;

import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.RequestId;
import io.holdfast.platform.json.Json;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Answers a connection's first request with 503, {@code Retry-After} and its end, whatever it asks for: the node has as many
 * connections as it may. Without a request it ends by itself.
 */
public final class FullHouse extends ChannelInboundHandlerAdapter {
    private static final Refusal FULL =
            new Refusal(503, "admission.no-connection-left", "this node has as many connections as it may: come back");

    /** As short as a slow line allows: it stands in somebody's place. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(5);

    private final Duration comeBack;
    private boolean answered;

    private FullHouse(Duration comeBack) {
        this.comeBack = comeBack;
    }

    /**
     * Puts itself between a connection and who would have served it. Called on its event loop.
     *
     * @param server the name of the handler that is not to hear of it
     */
    public static void tell(ChannelPipeline pipeline, String server, Duration comeBack) {
        pipeline.addBefore(server, "full-house", new FullHouse(comeBack));
        pipeline.channel()
                .eventLoop()
                .schedule(() -> pipeline.channel().close(), SILENCE_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        if (message instanceof HttpRequest && !answered) {
            answered = true;
            var unused = ctx.writeAndFlush(answer()).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private FullHttpResponse answer() {
        String requestId = UUID.randomUUID().toString();
        byte[] body = Json.bytes(Json.object()
                .put("error", FULL.sentence())
                .put("request_id", requestId)
                .put("code", FULL.code()));
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(FULL.status()), Unpooled.wrappedBuffer(body));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.RETRY_AFTER, Math.ceilDiv(comeBack.toMillis(), 1_000))
                .set(RequestId.HEADER, requestId)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return answer;
    }
}
