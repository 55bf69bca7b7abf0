package io.holdfast.fleet.proxy;

import io.holdfast.fleet.load.NativeTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for the wire on one leg: listens on a free loopback port and carries each connection to its target. Faults are switched while
 * it runs, for connections that exist and those to come; both directions begin without one. A target that refuses is told to the side
 * that connects as a reset. Safe from any thread.
 */
public final class FaultProxy implements AutoCloseable {
    /** Two files each, in a process that may open 20,000; beyond it connections are reset at once. */
    static final int CONNECTIONS_MAX = 8_000;

    private static final int CONNECT_MILLIS_MAX = 10_000;
    private static final int BACKLOG = 4_096;

    private final Leg leg;
    private final InetSocketAddress target;
    private final EventLoopGroup loops;
    private final Set<Crossing> crossings = ConcurrentHashMap.newKeySet();
    private final Map<Way, Fault> faults = new ConcurrentHashMap<>();
    private final Channel listener;

    private FaultProxy(Leg leg, InetSocketAddress target) {
        this.leg = leg;
        this.target = target;
        this.loops = NativeTransport.loops("proxy-" + leg.word(), 1);
        this.listener = listen();
    }

    /** Carries {@code leg} to a listener on {@code host:port}, which need not be there yet. */
    public static FaultProxy on(Leg leg, String host, int port) {
        return new FaultProxy(leg, new InetSocketAddress(host, port));
    }

    private Channel listen() {
        ServerBootstrap server = new ServerBootstrap()
                .group(loops)
                .channel(NativeTransport.listenerType())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        accept(client);
                    }
                });
        return server.bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    private void accept(Channel client) {
        if (crossings.size() >= CONNECTIONS_MAX) {
            reset(client);
            return;
        }
        ChannelFuture connecting = new Bootstrap()
                .group(client.eventLoop())
                .channel(NativeTransport.socketType())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
                .handler(new Nothing())
                .connect(target);
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                cross(client, connecting.channel());
            } else {
                reset(client);
            }
        });
    }

    private void cross(Channel client, Channel server) {
        Crossing crossing = new Crossing(client, server, this::fault);
        crossings.add(crossing);
        client.closeFuture().addListener(closed -> {
            if (!server.isOpen()) {
                crossings.remove(crossing);
            }
        });
        server.closeFuture().addListener(closed -> {
            if (!client.isOpen()) {
                crossings.remove(crossing);
            }
        });
    }

    private static void reset(Channel client) {
        if (client.isActive()) {
            client.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        client.close();
    }

    /** Where to connect instead of the target. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    public Leg leg() {
        return leg;
    }

    /** The fault of a direction. */
    public Fault fault(Way way) {
        return faults.getOrDefault(way, new Fault.None());
    }

    /** Switches one direction. */
    public void set(Way way, Fault fault) {
        faults.put(way, fault);
        crossings.forEach(Crossing::faultSwitched);
    }

    /** Switches both directions. */
    public void set(Fault fault) {
        // both before anybody looks: an end that one makes must not slip through the other
        faults.put(Way.FORTH, fault);
        faults.put(Way.BACK, fault);
        crossings.forEach(Crossing::faultSwitched);
    }

    /** Lifts the faults of both directions; what was held goes on. */
    public void heal() {
        set(new Fault.None());
    }

    /** Tells both sides of every connection there is now with a reset; connections to come are let through. */
    public void cutOnce() {
        crossings.forEach(Crossing::cut);
    }

    /** Connections that are carried now. */
    public int connections() {
        return crossings.size();
    }

    /** Bytes that came in this direction and have not left, over all connections. */
    public long heldBytes(Way way) {
        return sum(way, false);
    }

    /** Bytes that have left in this direction, over the connections there are now. */
    public long passedBytes(Way way) {
        return sum(way, true);
    }

    private long sum(Way way, boolean passed) {
        return loops.submit(() -> crossings.stream()
                        .map(crossing -> crossing.pipe(way))
                        .mapToLong(pipe -> passed ? pipe.passedBytes() : pipe.heldBytes())
                        .sum())
                .syncUninterruptibly()
                .getNow();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        cutOnce();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
    }

    /** The handlers come when both sides are there. */
    private static final class Nothing extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {}
    }
}
