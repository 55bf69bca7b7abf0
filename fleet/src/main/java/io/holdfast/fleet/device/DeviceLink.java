package io.holdfast.fleet.device;

import io.holdfast.fleet.load.NativeTransport;
import io.holdfast.fleet.load.ResponseParser;
import io.holdfast.fleet.load.Target;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * A device's keep-alive connection: one request at a time, opened again when it is gone. Everything happens on one event
 * loop.
 */
final class DeviceLink {
    private final Target target;
    private final EventLoop loop;
    private final Duration patience;
    private Optional<Channel> channel = Optional.empty();
    private Optional<Exchange> current = Optional.empty();

    DeviceLink(Target target, EventLoop loop, Duration patience) {
        this.target = target;
        this.loop = loop;
        this.patience = patience;
    }

    /** Sends a request; the answer comes exactly once, at the latest when patience ends. */
    void send(byte[] request, BodyListener listener, Consumer<DeviceAnswer> answer) {
        Exchange exchange = new Exchange(request, listener, answer);
        exchange.limit = Optional.of(loop.schedule(
                () -> fail(exchange, "no answer within " + patience), patience.toMillis(), TimeUnit.MILLISECONDS));
        current = Optional.of(exchange);
        channel.filter(Channel::isActive).ifPresentOrElse(open -> write(open, exchange), () -> connect(exchange));
    }

    private void connect(Exchange exchange) {
        new Bootstrap()
                .group(loop)
                .channel(NativeTransport.socketType())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        target.tls()
                                .ifPresent(tls -> opened.pipeline()
                                        .addLast(tls.newHandler(opened.alloc(), target.host(), target.port())));
                        opened.pipeline().addLast(new Reader());
                    }
                })
                .connect(target.host(), target.port())
                .addListener((ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        channel = Optional.of(connected.channel());
                        write(connected.channel(), exchange);
                    } else {
                        fail(exchange, "cannot connect: " + connected.cause());
                    }
                });
    }

    private static void write(Channel open, Exchange exchange) {
        open.writeAndFlush(Unpooled.wrappedBuffer(exchange.request), open.voidPromise());
    }

    private void fail(Exchange exchange, String reason) {
        if (current.filter(exchange::equals).isPresent()) {
            close();
            finish(exchange, new DeviceAnswer.Unanswered(reason, exchange.bodyBytes, exchange.took()));
        }
    }

    private void finish(Exchange exchange, DeviceAnswer answer) {
        current = Optional.empty();
        exchange.limit.ifPresent(limit -> limit.cancel(false));
        exchange.answer.accept(answer);
    }

    /** Closes the connection; a request under way is dropped without an answer. */
    void drop() {
        current.ifPresent(exchange -> exchange.limit.ifPresent(limit -> limit.cancel(false)));
        current = Optional.empty();
        close();
    }

    private void close() {
        channel.ifPresent(Channel::close);
        channel = Optional.empty();
    }

    private static final class Exchange {
        private final byte[] request;
        private final BodyListener listener;
        private final Consumer<DeviceAnswer> answer;
        private final long startNanos = System.nanoTime();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
        private Optional<Future<?>> limit = Optional.empty();
        private long bodyBytes;

        Exchange(byte[] request, BodyListener listener, Consumer<DeviceAnswer> answer) {
            this.request = request;
            this.listener = listener;
            this.answer = answer;
        }

        Duration took() {
            return Duration.ofNanos(System.nanoTime() - startNanos);
        }
    }

    private final class Reader extends ChannelInboundHandlerAdapter implements ResponseParser.Sink {
        private final ResponseParser parser = new ResponseParser(this);

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
        public void body(ByteBuf in, int offset, int length) {
            current.ifPresent(exchange -> {
                exchange.bodyBytes += length;
                int kept = Math.min(length, DeviceAnswer.Answered.MAX_KEPT_BYTES - exchange.body.size());
                byte[] part = new byte[kept];
                in.getBytes(offset, part);
                exchange.body.writeBytes(part);
                if (parser.status() / 100 == 2 && !exchange.listener.received(in, offset, length)) {
                    fail(exchange, "broken off by the device");
                }
            });
        }

        @Override
        public void complete() {
            if (parser.closesConnection()) {
                close();
            }
            current.ifPresent(exchange -> finish(
                    exchange,
                    new DeviceAnswer.Answered(
                            parser.status(),
                            parser.header("Retry-After"),
                            plain(exchange.body.toByteArray()),
                            exchange.bodyBytes,
                            exchange.took())));
        }

        private byte[] plain(byte[] body) {
            if (body.length == 0
                    || parser.header("Content-Encoding").filter("gzip"::equals).isEmpty()) {
                return body;
            }
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                return in.readNBytes(DeviceAnswer.Answered.MAX_KEPT_BYTES);
            } catch (IOException e) {
                throw new UncheckedIOException("the server's compression is broken", e);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (channel.filter(context.channel()::equals).isPresent()) {
                channel = Optional.empty();
                parser.closed();
                current.ifPresent(exchange -> fail(exchange, "connection closed"));
            }
        }

        @Override
        @SuppressWarnings("deprecation") // still the one hook for errors of an inbound handler
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
