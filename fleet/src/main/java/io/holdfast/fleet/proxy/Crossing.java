package io.holdfast.fleet.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.function.Function;

/** One connection through the proxy: two channels on one event loop and a pipe in each direction. */
final class Crossing {
    private final Channel client;
    private final Channel server;
    private final Function<Way, Fault> faults;
    private final Pipe forth;
    private final Pipe back;

    /** Of an accepted client and a connected server, neither of which is read yet. */
    Crossing(Channel client, Channel server, Function<Way, Fault> faults) {
        this.client = client;
        this.server = server;
        this.faults = faults;
        this.forth = new Pipe(client, server, () -> faults.apply(Way.FORTH), this::closeWhenOver);
        this.back = new Pipe(server, client, () -> faults.apply(Way.BACK), this::closeWhenOver);
        client.pipeline().addLast(new End(forth, back));
        server.pipeline().addLast(new End(back, forth));
        lookAgain();
    }

    /** A fault was switched. From any thread. */
    void faultSwitched() {
        client.eventLoop().execute(this::lookAgain);
    }

    private void lookAgain() {
        for (Way way : Way.values()) {
            if (faults.apply(way) instanceof Fault.Cut) {
                pipe(way).reset();
            } else {
                pipe(way).pump();
            }
        }
    }

    /** Both sides are told with a reset, whatever faults there are. From any thread. */
    void cut() {
        client.eventLoop().execute(() -> {
            forth.reset();
            back.reset();
        });
    }

    /** Of its event loop. */
    Pipe pipe(Way way) {
        return switch (way) {
            case FORTH -> forth;
            case BACK -> back;
        };
    }

    private void closeWhenOver() {
        if (forth.isOver() && back.isOver()) {
            client.close();
            server.close();
        }
    }

    /** What one of the two channels hears. */
    private static final class End extends ChannelInboundHandlerAdapter {
        private final Pipe outOf;
        private final Pipe into;
        private boolean wasReset;

        End(Pipe outOf, Pipe into) {
            this.outOf = outOf;
            this.into = into;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            outOf.arrived((ByteBuf) message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                outOf.ended(false);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            outOf.ended(wasReset);
            into.drop();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            into.pump();
        }

        @Override
        @SuppressWarnings("deprecation") // still the one hook for errors of an inbound handler
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            wasReset = cause instanceof IOException;
            context.close();
        }
    }
}
