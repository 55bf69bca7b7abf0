package io.holdfast.fleet.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslHandler;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/**
 * Sends pre-encoded HTTP/1.1 requests over keep-alive connections and measures the answers. Costs 4 to 6 µs a request on
 * epoll, so that on a shared machine the server's cost decides the result. One {@link #run} at a time.
 */
public final class LoadGenerator implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final Target target;
    private final EventLoopGroup group;
    private final List<LoadLoop> loops = new ArrayList<>();
    private final List<Long> threads = new ArrayList<>();

    private LoadGenerator(Target target, EventLoopGroup group) {
        this.target = target;
        this.group = group;
    }

    /**
     * Opens all connections.
     *
     * @param writers makes the writer of each event loop (0 to {@code threads} − 1)
     * @throws ConnectException when a connection cannot be opened within 10 s
     */
    public static LoadGenerator connect(Target target, int connections, int threads, IntFunction<RequestWriter> writers)
            throws ConnectException {
        LoadGenerator generator = new LoadGenerator(target, NativeTransport.loops("load", threads));
        List<ChannelFuture> opening = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            opening.addAll(generator.addLoop(writers.apply(i), share(connections, threads, i)));
        }
        for (ChannelFuture future : opening) {
            if (!isOpen(future)) {
                generator.close();
                throw new ConnectException("no connection to " + target.authority() + ": " + future.cause());
            }
        }
        return generator;
    }

    private static boolean isOpen(ChannelFuture connect) {
        boolean connected = connect.awaitUninterruptibly(CONNECT_TIMEOUT.toMillis()) && connect.isSuccess();
        SslHandler tls = connect.channel().pipeline().get(SslHandler.class);
        if (!connected || tls == null) {
            return connected;
        }
        return tls.handshakeFuture().awaitUninterruptibly(CONNECT_TIMEOUT.toMillis())
                && tls.handshakeFuture().isSuccess();
    }

    private static int share(int total, int parts, int part) {
        return total / parts + (part < total % parts ? 1 : 0);
    }

    private List<ChannelFuture> addLoop(RequestWriter writer, int connections) {
        EventLoop eventLoop = group.next();
        Bootstrap bootstrap = new Bootstrap().group(eventLoop).channel(NativeTransport.socketType());
        LoadLoop loop = new LoadLoop(eventLoop, writer, () -> bootstrap.connect(target.host(), target.port()));
        bootstrap.option(ChannelOption.TCP_NODELAY, true).handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                initialize(channel, loop);
            }
        });
        loops.add(loop);
        threads.add(eventLoop
                .submit(() -> Thread.currentThread().threadId())
                .syncUninterruptibly()
                .getNow());
        List<ChannelFuture> opening = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            opening.add(bootstrap.connect(target.host(), target.port()));
        }
        return opening;
    }

    private void initialize(Channel channel, LoadLoop loop) {
        LoadConnection connection = new LoadConnection(loop, channel);
        target.tls().ifPresent(tls -> {
            SslHandler handler = tls.newHandler(channel.alloc(), target.host(), target.port());
            channel.pipeline().addLast(handler);
        });
        channel.pipeline().addLast(connection);
    }

    /** Loads the server for {@code duration} and waits for the outstanding answers (at most 5 s more). */
    public LoadResult run(Pace pace, Duration duration) {
        long cpuBefore = threadCpuNanos();
        long start = System.nanoTime();
        long end = start + duration.toNanos();
        List<CompletableFuture<LoadLoop.Share>> shares = new ArrayList<>();
        for (int i = 0; i < loops.size(); i++) {
            shares.add(loops.get(i).run(Schedule.of(pace, loops.size(), i, start), start, end));
        }
        List<LoadLoop.Share> seen = shares.stream().map(CompletableFuture::join).toList();
        return sum(seen, Duration.ofNanos(threadCpuNanos() - cpuBefore));
    }

    private static LoadResult sum(List<LoadLoop.Share> shares, Duration cpu) {
        Histogram latency = new Histogram(shares.getFirst().latency());
        SortedMap<Integer, Long> statuses = new TreeMap<>();
        long broken = 0;
        long unanswered = 0;
        long elapsed = 0;
        for (LoadLoop.Share share : shares) {
            latency.add(share.latency());
            broken += share.broken();
            unanswered += share.unanswered();
            elapsed = Math.max(elapsed, share.elapsedNanos());
            for (int status = 0; status < share.statuses().length; status++) {
                if (share.statuses()[status] > 0) {
                    statuses.merge(status, share.statuses()[status], Long::sum);
                }
            }
        }
        return new LoadResult(Duration.ofNanos(elapsed), statuses, broken, unanswered, latency, cpu);
    }

    private long threadCpuNanos() {
        var bean = ManagementFactory.getThreadMXBean();
        return threads.stream().mapToLong(bean::getThreadCpuTime).sum();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
    }
}
