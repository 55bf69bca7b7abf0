package io.holdfast.gateway.url;

import io.holdfast.exposure.UrlTarget;
import io.holdfast.gateway.forward.DeviceStream;
import io.holdfast.gateway.forward.StreamEnd;
import io.holdfast.gateway.forward.StreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP over a stream to a device: Netty's own client codec, and TLS where the program wants it, in a channel without a socket. Confined
 * to the stream's loop.
 */
final class Upstream implements StreamListener {
    private static final Logger log = LoggerFactory.getLogger(Upstream.class);
    private static final int INITIAL_LINE_MAX = 8 << 10;
    private static final int HEADERS_MAX = 32 << 10;
    private static final int CHUNK_MAX = 16 << 10;

    private final EmbeddedChannel channel;
    private Optional<DeviceStream> stream = Optional.empty();
    private Optional<User> user = Optional.empty();
    private Runnable idleEnd = () -> {};
    private final Optional<SslHandler> tls;
    private int untaken;
    private boolean room = true;
    private boolean shaken;
    private boolean over;

    /** Whoever has the connection for one request. */
    interface User {
        void head(HttpResponse head);

        /** Bytes of the answer; of everything that comes, once it was upgraded. */
        void body(byte[] bytes);

        /** The answer is whole. */
        void end();

        /** What was sent has gone on. */
        void room();

        /** Whether the visitor takes what comes; while he does not, the device is held back. */
        boolean takes();

        /** The connection is over, before the answer was whole. */
        void failed(Failure failure);
    }

    /** Why an answer did not become whole. */
    enum Failure {
        CLOSED,
        MALFORMED,
        UNTRUSTED
    }

    Upstream(UrlTarget target, DeviceTls tls) {
        channel = new EmbeddedChannel();
        this.tls = target.transport().tls() ? Optional.of(tls.handler(target, channel.alloc())) : Optional.empty();
        this.tls.ifPresent(handler -> channel.pipeline().addLast("tls", handler));
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(INITIAL_LINE_MAX)
                .setMaxHeaderSize(HEADERS_MAX)
                .setMaxChunkSize(CHUNK_MAX);
        channel.pipeline().addLast("http", new HttpClientCodec(limits, false, false));
        channel.pipeline().addLast("answers", new Answers());
    }

    /** The stream stands. */
    void on(DeviceStream opened) {
        stream = Optional.of(opened);
        flush();
    }

    void use(User next) {
        user = Optional.of(next);
    }

    /** Nobody's, until the next request; told if it ends meanwhile. */
    void rest(Runnable ended) {
        user = Optional.empty();
        idleEnd = ended;
        taken();
    }

    boolean over() {
        return over;
    }

    /** Sends a part of a request, or bytes once it was upgraded. False when no more is to be sent before {@link User#room}. */
    boolean send(Object part) {
        if (over) {
            ReferenceCountUtil.release(part);
            return true;
        }
        var written = channel.writeOneOutbound(part);
        EmbeddedChannel flushed = channel.flushOutbound();
        flush();
        return room && isShaken();
    }

    /** Before, TLS would keep all that is sent, without a bound. */
    private boolean isShaken() {
        shaken = shaken
                || tls.map(handler -> handler.handshakeFuture().isSuccess()).orElse(true);
        return shaken;
    }

    private void flush() {
        channel.runPendingTasks();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            byte[] bytes = ByteBufUtil.getBytes(out);
            out.release();
            if (bytes.length > 0 && !over) {
                stream.ifPresent(open -> room = open.write(bytes));
            }
        }
    }

    /** The visitor takes again. */
    void resumed() {
        taken();
    }

    private void taken() {
        int bytes = untaken;
        untaken = 0;
        if (bytes > 0) {
            stream.ifPresent(open -> open.taken(bytes));
        }
    }

    /** From now on bytes go both ways as they are. */
    void upgraded() {
        channel.pipeline().remove("http");
    }

    @Override
    public void bytes(byte[] bytes) {
        untaken += bytes.length;
        boolean before = isShaken();
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        flush(); // TLS answers by itself
        if (!before && isShaken() && room) {
            user.ifPresent(User::room);
        }
        if (user.map(User::takes).orElse(true)) {
            taken();
        }
    }

    @Override
    public void room() {
        room = true;
        user.ifPresent(User::room);
    }

    @Override
    public void ended(StreamEnd end) {
        over = true;
        // An answer without a length ends with its connection: the codec is told, and tells.
        channel.close();
        channel.runPendingTasks();
        fail(Failure.CLOSED);
        drain();
    }

    private void fail(Failure failure) {
        Optional<User> told = user;
        user = Optional.empty();
        told.ifPresent(it -> it.failed(failure));
        idleEnd.run();
    }

    /** Ends the connection; whoever has it is told nothing more. */
    void close() {
        user = Optional.empty();
        if (!over) {
            over = true;
            stream.ifPresent(DeviceStream::close);
            channel.close();
            channel.runPendingTasks();
            drain();
        }
    }

    private void drain() {
        channel.releaseOutbound();
        channel.releaseInbound();
    }

    private void broken(Failure failure) {
        if (!over) {
            over = true;
            stream.ifPresent(DeviceStream::close);
            fail(failure);
            // Not now: the codec is in the middle of what it could not read.
            channel.eventLoop().execute(channel::close);
        }
    }

    /** The end of the channel's pipeline. */
    private final class Answers extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
                    broken(Failure.MALFORMED);
                    return;
                }
                switch (message) {
                    case HttpResponse head -> head(head);
                    case HttpContent content -> content(content);
                    case ByteBuf raw -> body(raw);
                    default -> broken(Failure.MALFORMED);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        private void head(HttpResponse head) {
            if (user.isEmpty()) {
                broken(Failure.MALFORMED); // an answer that nobody has asked for
            } else {
                user.get().head(head);
            }
        }

        private void content(HttpContent content) {
            body(content.content());
            if (content instanceof LastHttpContent) {
                user.ifPresent(User::end);
            }
        }

        private void body(ByteBuf bytes) {
            if (bytes.isReadable()) {
                byte[] copy = ByteBufUtil.getBytes(bytes);
                user.ifPresent(it -> it.body(copy));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof DecoderException)) {
                log.atWarn().setCause(cause).log("an answer could not be passed on");
            }
            boolean tls = cause instanceof SSLException || cause.getCause() instanceof SSLException;
            broken(tls ? Failure.UNTRUSTED : Failure.MALFORMED);
        }
    }

    /** Whether a status is one of those before the answer. */
    static boolean interim(HttpResponseStatus status) {
        return status.code() < 200 && status.code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
    }
}
