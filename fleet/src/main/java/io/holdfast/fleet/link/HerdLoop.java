package io.holdfast.fleet.link;

import io.holdfast.fleet.load.NativeTransport;
import io.holdfast.platform.dice.Dice;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The links of one event loop. Everything here happens on that loop; instead of a timer for each link one sweep looks at all. */
final class HerdLoop {
    private static final Duration SWEEP = Duration.ofMillis(100);
    /** Links talk little: one read holds what the server says at a time. */
    private static final int READ_BYTES = 2 * 1024;

    private static final byte[] REQUEST = ascii("GET /api/devices/v1/deviceconnect/connect HTTP/1.1\r\nHost: ");
    private static final byte[] UPGRADE = ascii("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: aG9sZGZhc3QtaGVyZC1sbg==\r\nAuthorization: Bearer ");
    private static final byte[] END = ascii("\r\n\r\n");

    private final HerdPlan plan;
    private final EventLoop loop;
    private final InetSocketAddress address;
    private final SourceAddresses sources;
    private final Supplier<RecoveryWatch> watch;
    private final Dice dice;
    private final byte[] host;
    private final Bootstrap bootstrap;
    private final List<Link> links = new ArrayList<>();
    private final Queue<Link> toOpen = new ArrayDeque<>();
    private final LoopCounts counts = new LoopCounts();
    private int openingNow;
    private long sweeps;
    private boolean stopped;

    HerdLoop(
            HerdPlan plan,
            EventLoop loop,
            InetSocketAddress address,
            SourceAddresses sources,
            Supplier<RecoveryWatch> watch,
            Dice dice) {
        this.plan = plan;
        this.loop = loop;
        this.address = address;
        this.sources = sources;
        this.watch = watch;
        this.dice = dice;
        this.host = ascii(plan.target().authority());
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(NativeTransport.socketType())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        plan.attempt().toMillis())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** From any thread, before {@link #start}. */
    void add(int number) {
        links.add(new Link(number, plan.policies().apply(number)));
    }

    /** Begins to connect, at most {@code opening} tries at a time until each link was tried once. From any thread. */
    void start(int opening) {
        loop.execute(() -> {
            toOpen.addAll(links);
            for (int i = 0; i < opening && !toOpen.isEmpty(); i++) {
                openNext();
            }
            loop.scheduleAtFixedRate(this::sweep, SWEEP.toNanos(), SWEEP.toNanos(), TimeUnit.NANOSECONDS);
        });
    }

    private void openNext() {
        Link next = toOpen.poll();
        if (next != null) {
            openingNow++;
            attempt(next);
        }
    }

    private void attempt(Link link) {
        if (stopped) {
            return;
        }
        counts.tried();
        LinkConnection connection = new LinkConnection(this, link, now());
        link.began(connection);
        Bootstrap one = bootstrap.clone(loop).handler(new Initializer(connection));
        ChannelFuture connecting = address.getAddress().isLoopbackAddress()
                ? one.connect(address, sources.of(link.number()))
                : one.connect(address);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                connection.end(new LinkEnd.Unreachable(done.cause()));
            }
        });
    }

    void writeUpgrade(Channel channel, Link link) {
        ByteBuf request = channel.alloc().directBuffer(1024);
        request.writeBytes(REQUEST).writeBytes(host).writeBytes(UPGRADE);
        plan.tokens().write(link.number(), request);
        channel.writeAndFlush(request.writeBytes(END), channel.voidPromise());
    }

    void opened(LinkConnection connection) {
        counts.opened();
        RecoveryWatch now = watch.get();
        if (connection.link().opened(now.number())) {
            now.back(now());
        }
        triedFirst();
    }

    void ended(LinkConnection connection, LinkEnd end, boolean wasOpen) {
        counts.ended(end, wasOpen);
        if (!wasOpen) {
            triedFirst();
        }
        Link link = connection.link();
        Duration wait = link.ended(end, wasOpen, dice);
        if (!stopped) {
            loop.schedule(() -> attempt(link), wait.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** While the herd opens for the first time, one try that is over makes room for the next. */
    private void triedFirst() {
        if (openingNow > 0) {
            openingNow--;
            openNext();
        }
    }

    private void sweep() {
        long now = now();
        long turns = plan.keepalive()
                .map(every -> Math.max(1, every.dividedBy(SWEEP)))
                .orElse(Long.MAX_VALUE);
        for (int place = 0; place < links.size(); place++) {
            LinkConnection connection = links.get(place).connection().orElse(null);
            if (connection != null) {
                look(connection, now, place % turns == sweeps % turns);
            }
        }
        sweeps++;
    }

    private void look(LinkConnection connection, long now, boolean pingTurn) {
        if (!connection.isOpen()) {
            if (now - connection.beganNanos() > plan.attempt().toNanos()) {
                connection.end(new LinkEnd.TimedOut());
            }
        } else if (now - connection.heardAtNanos() > plan.silence().toNanos()) {
            connection.end(new LinkEnd.Silent());
        } else if (pingTurn && plan.keepalive().isPresent()) {
            counts.pinged();
            connection.ping();
        }
    }

    LoopCounts counts() {
        return counts;
    }

    LinkTalk talk() {
        return plan.talk();
    }

    long now() {
        return System.nanoTime();
    }

    /** From any thread. */
    HerdCounts countsNow() {
        return loop.submit(counts::now).syncUninterruptibly().getNow();
    }

    /** No try is begun any more. From any thread. */
    void stop() {
        loop.submit(() -> stopped = true).syncUninterruptibly();
    }

    /** Puts TLS in front where the target speaks it. */
    private final class Initializer extends ChannelInitializer<Channel> {
        private final LinkConnection connection;

        Initializer(LinkConnection connection) {
            this.connection = connection;
        }

        @Override
        protected void initChannel(Channel channel) {
            plan.target()
                    .tls()
                    .ifPresent(tls -> channel.pipeline()
                            .addLast(tls.newHandler(
                                    channel.alloc(),
                                    plan.target().host(),
                                    plan.target().port())));
            channel.pipeline().addLast(connection);
        }
    }
}
