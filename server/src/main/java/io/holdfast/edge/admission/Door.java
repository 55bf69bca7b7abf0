package io.holdfast.edge.admission;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts connections as they are accepted, before any byte of them is read and before TLS: one that there is no place for costs an
 * accept and a close. A few beyond the limit are let in to be told so ({@link FullHouse}), which needs a handshake, and so has a limit
 * of its own. It holds nothing a connection.
 */
public final class Door {
    private static final String SHAKING = "door-handshake";

    private final DoorLimits limits;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger shaking = new AtomicInteger();
    private final DoorCounters counters;
    private final ChannelFutureListener left = closed -> open.decrementAndGet();
    private final ChannelHandler steward = new Steward();
    private final ChannelHandler withPlace = new Handshake();
    private final ChannelHandler beyond = new Handshake();

    public Door(DoorLimits limits, MeterRegistry registry) {
        this.limits = limits;
        this.counters = new DoorCounters(registry, this);
    }

    /** Stands at a listener that is about to be bound. */
    public void guard(ServerBootstrap listener) {
        listener.handler(steward);
    }

    /**
     * A connection's handshake is done, or it needs none. Called on its event loop.
     *
     * @return whether there is a place for it; false for one that is only to be told that there is none
     */
    public boolean entered(ChannelPipeline pipeline) {
        boolean room = pipeline.remove(SHAKING) == withPlace;
        if (!room) {
            counters.full();
        }
        return room;
    }

    /** Open connections now, those included that are being told that there is no place. */
    public int open() {
        return open.get();
    }

    /** How many there may be. */
    public int max() {
        return limits.connections();
    }

    /** Handshakes under way now. */
    public int handshakes() {
        return shaking.get();
    }

    /** One for all listeners: what it counts is the node's. */
    @ChannelHandler.Sharable
    private final class Steward extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object accepted) {
            Channel connection = (Channel) accepted;
            if (shaking.get() >= limits.handshakes()) {
                counters.handshakes();
                connection.unsafe().closeForcibly();
                return;
            }
            int number = open.incrementAndGet();
            if (number > limits.connections() + limits.polite()) {
                open.decrementAndGet();
                counters.turnedAway();
                connection.unsafe().closeForcibly();
                return;
            }
            connection.closeFuture().addListener(left);
            // Which of the two stands there is all that is kept of it: whether it has a place is decided here, in
            // order.
            connection.pipeline().addLast(SHAKING, number > limits.connections() ? beyond : withPlace);
            ctx.fireChannelRead(connection);
        }
    }

    /** In the pipeline of a connection as long as its handshake lasts; a pipeline that ends lets go of it too. */
    @ChannelHandler.Sharable
    private final class Handshake extends ChannelHandlerAdapter {
        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            shaking.incrementAndGet();
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            shaking.decrementAndGet();
        }
    }
}
