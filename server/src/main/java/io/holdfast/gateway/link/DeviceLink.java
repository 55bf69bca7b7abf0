package io.holdfast.gateway.link;

import io.holdfast.edge.image.ImageDevice;
import io.holdfast.tenancy.PingInterval;
import io.holdfast.tenancy.TenantId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.net.impl.ShutdownEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device's link: the last handler of its connection's pipeline, and all that the server keeps of it. Everything here happens on
 * the link's event loop unless a method says otherwise; there are many of these and most are idle, so each byte counts.
 */
public final class DeviceLink extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(DeviceLink.class);

    /** A peer that does not answer the end of a link is not waited for any longer. */
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    /** What mender-client says with 1000 when it ends its agent's link because of a new token. */
    private static final String NEW_TOKEN = "shutting down proxy";

    private final DeviceLinks links;
    private final Subprotocol subprotocol;
    private final OutboundQueue outbound;
    private final FaultCount faults = new FaultCount();
    private final MessagePieces pieces = new MessagePieces();
    private final Pulse pulse;
    private final TenantId tenant;
    private final int device;
    private final long number;
    private final long floor;
    private final long sessionHigh;
    private final long sessionLow;
    private final int openedTick;
    private @Nullable ChannelHandlerContext context;
    private @Nullable LinkAttachment attachment;
    private @Nullable CloseCause cause;
    private boolean newToken;

    DeviceLink(DeviceLinks links, Subprotocol subprotocol, ImageDevice device, long number, UUID session, int tick) {
        this.links = links;
        this.subprotocol = subprotocol;
        this.tenant = device.tenant();
        this.outbound = new OutboundQueue(this, links);
        this.device = device.index();
        this.number = number;
        this.floor = device.notBeforeSeq();
        this.sessionHigh = session.getMostSignificantBits();
        this.sessionLow = session.getLeastSignificantBits();
        this.openedTick = tick;
        this.pulse = new Pulse(tick);
    }

    /** The device's index in the fleet image. From any thread. */
    public int device() {
        return device;
    }

    /** What is spoken over it. From any thread. */
    public Subprotocol subprotocol() {
        return subprotocol;
    }

    /** Whose the device is. From any thread. */
    public TenantId tenant() {
        return tenant;
    }

    /** Higher than that of every link that opened before on this node. From any thread. */
    public long number() {
        return number;
    }

    /** Random; told apart by it from every other link there ever was. From any thread. */
    public UUID session() {
        return new UUID(sessionHigh, sessionLow);
    }

    /** When it opened. From any thread. */
    public int openedTick() {
        return openedTick;
    }

    /** When the device was heard last. From any thread. */
    public int heardTick() {
        return pulse.heardTick();
    }

    /** Tokens below this feed number were refused when the link opened. */
    long floor() {
        return floor;
    }

    /** Where everything of this link happens. From any thread. */
    public EventExecutor loop() {
        return context().executor();
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext known = context;
        if (known == null) {
            throw new IllegalStateException("the link has no connection yet");
        }
        return known;
    }

    /** What {@link #attach} put there. */
    public Optional<LinkAttachment> attachment() {
        return Optional.ofNullable(attachment);
    }

    /** Keeps something with the link until it ends. */
    public void attach(LinkAttachment kept) {
        attachment = kept;
    }

    /** While somebody watches, the link is pinged every 9 s at least. */
    public void watched(boolean now) {
        pulse.watched(now);
    }

    /** Whether the device's client ended the link because it has a new token. */
    public boolean endedByNewToken() {
        return newToken;
    }

    public boolean isOpen() {
        return cause == null;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    /**
     * Whether a message finds room; false promises one {@link LinkListener#room}. True holds for {@link #sendNow} until the loop turns
     * to something else: what other loops take meanwhile exceeds the common bound by a message each at most.
     */
    public boolean hasRoom() {
        return outbound.hasRoom();
    }

    /**
     * The same for a message that has been counted in the bytes that may wait for all links together: what waits for others is not in its
     * way. False promises one {@link LinkListener#room}.
     */
    public boolean hasOwnRoom() {
        return outbound.hasOwnRoom();
    }

    /** Sends a message, in one frame, if there is room. */
    public SendResult send(byte[] message) {
        if (!isOpen()) {
            return SendResult.CLOSED;
        }
        if (!hasRoom()) {
            return SendResult.NO_ROOM;
        }
        sendNow(message);
        return SendResult.SENT;
    }

    /** Sends a message, in one frame; only after {@link #hasRoom} said so. */
    public void sendNow(byte[] message) {
        if (isOpen()) {
            outbound.send(context(), message);
        }
    }

    void tellOfRoom() {
        outbound.tellOfRoom();
    }

    /** Stops or goes on reading from the device: its own connection then tells it to wait. */
    public void reading(boolean wanted) {
        if (isOpen()) {
            pulse.listensAgain(links.ticks().now());
            context().channel().config().setAutoRead(wanted);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object read) {
        if (!(read instanceof WebSocketFrame frame)) {
            throw new IllegalStateException("no frame: " + read.getClass());
        }
        try {
            if (isOpen()) {
                pulse.heard(links.ticks().now());
                receive(frame);
            } else if (frame instanceof CloseWebSocketFrame) {
                context().close();
            }
        } finally {
            frame.release();
        }
    }

    private void receive(WebSocketFrame frame) {
        switch (frame) {
            case BinaryWebSocketFrame binary -> piece(binary);
            case ContinuationWebSocketFrame continuation -> piece(continuation);
            case PingWebSocketFrame ping -> pong(ping.content());
            case PongWebSocketFrame ignored -> {}
            case CloseWebSocketFrame close -> closedByDevice(close);
            default -> fault(LinkCounters.Count.UNREADABLE);
        }
    }

    private void piece(WebSocketFrame frame) {
        if (pieces.fits(frame)) {
            pieces.add(frame).ifPresent(this::message);
        } else {
            close(CloseCause.TOO_LARGE);
        }
    }

    private void message(byte[] message) {
        links.counters().add(LinkCounters.Count.MESSAGES_IN);
        links.announce(listener -> listener.message(this, message));
    }

    private void pong(ByteBuf payload) {
        // A flood of pings from a device that reads no answers would pile them up.
        if (context().channel().isWritable()) {
            context()
                    .writeAndFlush(
                            new PongWebSocketFrame(payload.retain()), context().voidPromise());
        }
    }

    /** Counts something that the device should not have sent; too much of it ends the link. */
    public void fault(LinkCounters.Count kind) {
        links.counters().add(kind);
        if (faults.tooMany(links.ticks().now())) {
            close(CloseCause.PROTOCOL);
        }
    }

    /** Ends the link because the device broke the protocol, and says how. */
    public void broken(String how) {
        links.counters().add(LinkCounters.Count.ILLEGAL);
        close(CloseCause.PROTOCOL, CloseCause.PROTOCOL.reason() + ": " + how);
    }

    /** What the sweep found is judged again here, with what came in since. */
    void look(PingInterval interval) {
        if (!isOpen()) {
            return;
        }
        switch (verdict(interval)) {
            case FINE -> {}
            case PING -> {
                pulse.pinged(links.ticks().now());
                links.counters().add(LinkCounters.Count.PINGS);
                context()
                        .writeAndFlush(
                                new PingWebSocketFrame(Unpooled.EMPTY_BUFFER),
                                context().voidPromise());
            }
            case GIVE_UP -> close(CloseCause.SILENT);
        }
    }

    /** From any thread. */
    Liveness.Verdict verdict(PingInterval interval) {
        if (!context().channel().config().isAutoRead()) {
            return Liveness.Verdict.FINE; // we do not listen, so silence says nothing
        }
        return pulse.verdict(links.ticks().now(), interval);
    }

    /** Ends the link; the second end of a link does nothing. From any thread. */
    public void close(CloseCause why) {
        close(why, why.reason());
    }

    /** Ends the link and tells the device when to come back. From any thread. */
    public void close(CloseCause why, Duration slot) {
        close(why, why.reason(slot));
    }

    private void close(CloseCause why, String reason) {
        if (!loop().inEventLoop()) {
            loop().execute(() -> close(why, reason));
            return;
        }
        if (over(why)) {
            context().writeAndFlush(new CloseWebSocketFrame(new WebSocketCloseStatus(why.code(), reason)));
            context().channel().config().setAutoRead(true); // to read the answer
            var timer =
                    loop().schedule((Runnable) () -> context().close(), CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void closedByDevice(CloseWebSocketFrame close) {
        newToken = NEW_TOKEN.equals(close.reasonText());
        if (over(CloseCause.DEVICE_CLOSED)) {
            context().writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private boolean over(CloseCause why) {
        if (cause != null) {
            return false;
        }
        cause = why;
        pieces.forget();
        links.left(this, why);
        attachment = null;
        return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        boolean lost = over(CloseCause.LOST);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext thrower, Throwable thrown) {
        switch (thrown) {
            // The decoder reads nothing any more. Not closed at once: what is unread would reset the connection,
            // and the reason would be lost with it.
            case CorruptedWebSocketFrameException corrupt ->
                close(
                        corrupt.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)
                                ? CloseCause.TOO_LARGE
                                : CloseCause.PROTOCOL);
            case IOException ignored -> thrower.close();
            default -> {
                log.atError().setCause(thrown).log("a link failed");
                thrower.close();
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ignored, Object event) {
        if (event instanceof ShutdownEvent) {
            close(CloseCause.RESTART);
        }
    }
}
