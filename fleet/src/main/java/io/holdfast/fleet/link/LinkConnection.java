package io.holdfast.fleet.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One try of a link, and the link that came of it. Small, because there are 18,000 of them: everything shared is in the loop. */
final class LinkConnection extends ChannelInboundHandlerAdapter implements LinkTalk.Peer {
    private static final int NORMAL = 1000;
    private static final int TOO_BIG = 1009;
    private static final int PROTOCOL_ERROR = 1002;

    private enum State {
        TRYING,
        OPEN,
        ENDED
    }

    private final HerdLoop loop;
    private final Link link;
    private final long began;
    private State state = State.TRYING;
    private long heardAt;
    private @Nullable Channel channel;
    /** The bytes of an answer or frame that is not whole yet; most links never have one. */
    private @Nullable ByteBuf partial;

    LinkConnection(HerdLoop loop, Link link, long now) {
        this.loop = loop;
        this.link = link;
        this.began = now;
        this.heardAt = now;
    }

    Link link() {
        return link;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    long beganNanos() {
        return began;
    }

    long heardAtNanos() {
        return heardAt;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (context.pipeline().get(SslHandler.class) == null) {
            loop.writeUpgrade(context.channel(), link);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            loop.writeUpgrade(context.channel(), link);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        heardAt = loop.now();
        ByteBuf in = (ByteBuf) message;
        if (partial != null) {
            in = partial.writeBytes(in);
            ((ByteBuf) message).release();
            partial = null;
        }
        try {
            read(in, context.channel());
            if (in.isReadable() && state != State.ENDED) {
                partial = context.alloc().heapBuffer(in.readableBytes() + 64).writeBytes(in);
            }
        } catch (IllegalStateException broken) {
            end(new LinkEnd.Broken());
        } finally {
            in.release();
        }
    }

    private void read(ByteBuf in, Channel on) {
        if (state == State.TRYING) {
            UpgradeAnswer.readFrom(in).ifPresent(this::answered);
        }
        while (state == State.OPEN && Frames.headIsWhole(in)) {
            Frames.Head head = Frames.head(in);
            if (head.payload() > Frames.PAYLOAD_MAX || head.payload() < 0) {
                hangUp(TOO_BIG);
                return;
            }
            if (in.readableBytes() < head.bytes() + head.payload()) {
                return;
            }
            in.skipBytes(head.bytes());
            frame(head, in.readSlice((int) head.payload()), on);
        }
    }

    private void answered(UpgradeAnswer answer) {
        if (answer.status() == UpgradeAnswer.SWITCHING) {
            state = State.OPEN;
            loop.opened(this);
        } else {
            end(new LinkEnd.Refused(
                    answer.status(), answer.header("Retry-After").flatMap(Hints::retryAfter)));
        }
    }

    private void frame(Frames.Head head, ByteBuf payload, Channel on) {
        if (head.masked()) {
            hangUp(PROTOCOL_ERROR);
            return;
        }
        switch (head.opcode()) {
            case Frames.PING -> {
                loop.counts().pingHeard();
                on.writeAndFlush(Frames.write(Frames.PONG, payload, on.alloc()), on.voidPromise());
            }
            case Frames.PONG -> loop.counts().ponged();
            case Frames.CLOSE -> closed(payload, on);
            case Frames.BINARY, Frames.TEXT, Frames.CONTINUATION -> message(head, payload);
            default -> hangUp(PROTOCOL_ERROR);
        }
    }

    /** mender-connect's server sends whole messages only. */
    private void message(Frames.Head head, ByteBuf payload) {
        if (head.last() && head.opcode() == Frames.BINARY) {
            loop.counts().messageHeard();
            loop.talk().heard(link.number(), payload, this);
        } else {
            hangUp(PROTOCOL_ERROR);
        }
    }

    private void closed(ByteBuf payload, Channel on) {
        int code = payload.readableBytes() >= 2 ? payload.readUnsignedShort() : NORMAL;
        String reason = payload.toString(StandardCharsets.UTF_8);
        on.writeAndFlush(Frames.close(code, on.alloc()), on.voidPromise());
        end(new LinkEnd.Closed(code, Hints.closed(code, reason)));
    }

    private void hangUp(int code) {
        if (channel != null) {
            channel.writeAndFlush(Frames.close(code, channel.alloc()), channel.voidPromise());
        }
        end(new LinkEnd.Closed(code, Optional.empty()));
    }

    @Override
    public void say(ByteBuf message) {
        if (state == State.OPEN && channel != null) {
            channel.writeAndFlush(Frames.write(Frames.BINARY, message, channel.alloc()), channel.voidPromise());
        }
    }

    void ping() {
        if (channel != null) {
            channel.writeAndFlush(Frames.ping(), channel.voidPromise());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(
                state == State.OPEN
                        ? new LinkEnd.Closed(LinkEnd.Closed.WITHOUT_A_WORD, Optional.empty())
                        : new LinkEnd.Broken());
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }

    @Override
    @SuppressWarnings("deprecation") // still the one hook for errors of an inbound handler
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    /** Said once; what comes later is not heard. */
    void end(LinkEnd how) {
        if (state == State.ENDED) {
            return;
        }
        boolean wasOpen = state == State.OPEN;
        state = State.ENDED;
        if (channel != null) {
            channel.close();
        }
        loop.ended(this, how, wasOpen);
    }
}
