package io.holdfast.fleet.link;

import com.sun.management.UnixOperatingSystemMXBean;
import io.holdfast.fleet.load.NativeTransport;
import io.holdfast.fleet.process.Poll;
import io.holdfast.platform.dice.Dice;
import io.netty.channel.EventLoopGroup;
import java.lang.management.ManagementFactory;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Many simulated device links in this process. They connect when the herd is started and come back by themselves until it is closed.
 * About 2 KB of memory a link in clear text, 60 to 80 µs of CPU a connection.
 */
public final class Herd implements AutoCloseable {
    /** Two, so that the generator does not wait for one core while the server shares both. */
    private static final int THREADS = 2;
    /** What a process opens beside its links. */
    private static final int OTHER_FILES = 500;

    private final HerdPlan plan;
    private final EventLoopGroup group;
    private final List<HerdLoop> loops = new ArrayList<>();
    private volatile RecoveryWatch watch;

    private Herd(HerdPlan plan, InetSocketAddress address) {
        this.plan = plan;
        this.group = NativeTransport.loops("herd", THREADS);
        this.watch = new RecoveryWatch(1, plan.links(), System.nanoTime());
        SourceAddresses sources = new SourceAddresses(Dice.secure());
        for (int i = 0; i < THREADS; i++) {
            loops.add(new HerdLoop(
                    plan, group.next(), address, sources, () -> watch, Dice.seeded(plan.seed() * THREADS + i)));
        }
        for (int link = 0; link < plan.links(); link++) {
            loops.get(link % THREADS).add(link);
        }
    }

    /**
     * Begins to connect.
     *
     * @throws IllegalStateException when this process may not open so many files
     */
    public static Herd start(HerdPlan plan) {
        requireFiles(plan.links() + OTHER_FILES);
        Herd herd = new Herd(
                plan,
                new InetSocketAddress(
                        address(plan.target().host()), plan.target().port()));
        int opening = plan.opening().orElse(plan.links());
        herd.loops.forEach(loop -> loop.start(Math.max(1, opening / THREADS)));
        return herd;
    }

    private static void requireFiles(int needed) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                && unix.getMaxFileDescriptorCount() < needed) {
            throw new IllegalStateException("this process may open " + unix.getMaxFileDescriptorCount()
                    + " files and needs " + needed + "; raise it with ulimit -n");
        }
    }

    /** Loopback sources are IPv4. */
    private static InetAddress address(String host) {
        try {
            return Stream.of(InetAddress.getAllByName(host))
                    .filter(Inet4Address.class::isInstance)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(host + " has no IPv4 address"));
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("no such host: " + host, unknown);
        }
    }

    /** How many there are. */
    public int links() {
        return plan.links();
    }

    /** Open now. */
    public int connected() {
        return counts().connected();
    }

    public HerdCounts counts() {
        return loops.stream().map(HerdLoop::countsNow).reduce(HerdCounts::plus).orElseThrow();
    }

    /** Whether so many were open at once within {@code limit}. */
    public boolean awaitConnected(int count, Duration limit) {
        return Poll.until(limit, () -> connected() >= count);
    }

    /** From now on {@link #recovery} tells of links that open from now on. Call it before what disconnects them. */
    public void mark() {
        watch = new RecoveryWatch(watch.number() + 1, plan.links(), System.nanoTime());
    }

    /** How fast the links opened since the last {@link #mark}, or since the start. */
    public Recovery recovery() {
        return watch.now();
    }

    /** Whether every link has opened since the last {@link #mark} within {@code limit}. */
    public boolean awaitRecovery(Duration limit) {
        return Poll.until(limit, () -> recovery().all().isPresent());
    }

    /** Hangs up without a word and comes no more. */
    @Override
    public void close() {
        loops.forEach(HerdLoop::stop);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(10_000);
    }
}
