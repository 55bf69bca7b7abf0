package io.holdfast.platform.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Reads requests as Vert.x does, and refuses those whose end two readers may see at different places (RFC 9112, 6.1 and 6.3). The
 * decoder beneath drops a {@code Content-Length} beside a {@code Transfer-Encoding} in silence and takes a body in an unknown
 * coding for none: what a proxy in front took for the rest of one request would be the next one here, sent in another's name.
 * Behind such a request nothing more is read. Nor is one that comes so slowly that it can only mean to hold its connection.
 */
public final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    private static final String NAME_IN_PIPELINE = "httpDecoder";

    /** 16 KB of headers in 20 s are a line of 7 kbit/s. */
    private static final Duration HEAD_MAX = Duration.ofSeconds(20);

    private final LongSupplier nanos;
    private boolean inBody;
    private boolean givenUp;
    private boolean waiting;
    private long waitingSince;

    StrictRequestDecoder(HttpServerOptions options, LongSupplier nanos) {
        super(options);
        this.nanos = nanos;
    }

    /** Puts it into a new connection, before anything was read of it. Called on the connection's event loop. */
    public static void guard(HttpConnection connection, HttpServerOptions options) {
        guard(connection, options, System::nanoTime);
    }

    static void guard(HttpConnection connection, HttpServerOptions options, LongSupplier nanos) {
        ChannelPipeline pipeline = ((HttpServerConnection) connection)
                .channelHandlerContext()
                .channel()
                .pipeline();
        pipeline.replace(NAME_IN_PIPELINE, NAME_IN_PIPELINE, new StrictRequestDecoder(options, nanos));
    }

    /** A request whose length cannot be told. */
    static final class AmbiguousLength extends DecoderException {
        private static final long serialVersionUID = 1;

        AmbiguousLength(String sentence) {
            super(sentence);
        }
    }

    /** A request whose head, or a line of a body's framing, does not come to its end. */
    static final class TooSlow extends DecoderException {
        private static final long serialVersionUID = 1;

        TooSlow() {
            super("too slow");
        }
    }

    /** A part of a body is passed on as it comes; what brings nothing forth is a head, or a line, of which more is to come. */
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (givenUp) {
            in.skipBytes(in.readableBytes());
            return;
        }
        super.decode(ctx, in, out);
        if (!out.isEmpty()) {
            waiting = false;
            inBody = !(out.getLast() instanceof LastHttpContent);
        } else if (!waiting) {
            waiting = true;
            waitingSince = nanos.getAsLong();
        } else if (nanos.getAsLong() - waitingSince > HEAD_MAX.toNanos()) {
            giveUp(ctx, in, out);
        }
    }

    private void giveUp(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        givenUp = true;
        in.skipBytes(in.readableBytes());
        if (inBody) {
            ctx.close();
            return;
        }
        FullHttpRequest slow = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/too-slow");
        slow.setDecoderResult(DecoderResult.failure(new TooSlow()));
        out.add(slow);
    }

    /** Asked once a request, when its head is whole and before it is told from the head where its body ends. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        HttpVersion version = message.protocolVersion();
        if (!HttpVersion.HTTP_1_1.equals(version) && !HttpVersion.HTTP_1_0.equals(version)) {
            message.setProtocolVersion(HttpVersion.HTTP_1_1); // the answer's
            throw new DecoderException("neither HTTP/1.1 nor HTTP/1.0");
        }
        HttpHeaders headers = message.headers();
        if (message instanceof HttpRequest && headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            check(version, headers);
        }
        return super.isContentAlwaysEmpty(message);
    }

    private static void check(HttpVersion version, HttpHeaders headers) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            throw new AmbiguousLength("send Content-Length or Transfer-Encoding, not both");
        }
        if (codings.size() != 1 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst())) {
            throw new AmbiguousLength("the only Transfer-Encoding taken here is chunked");
        }
        if (!HttpVersion.HTTP_1_1.equals(version)) {
            throw new AmbiguousLength("Transfer-Encoding is for HTTP/1.1");
        }
    }
}
