package io.holdfast.gateway.link;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.roaringbitmap.RoaringBitmap;

/**
 * The links of this node's devices, one a device: a newer one ends the older. Safe from any thread. No statement is run here and
 * nothing waits, except in {@link #drain}.
 */
public final class DeviceLinks {
    /** A node that starts again takes some 1,500 links a second; more a second would only come back to closed doors. */
    private static final int CLOSES_PER_SECOND = 2_000;

    private static final int RETURNS_PER_SECOND = 900;
    private static final Duration DRAIN_STEP = Duration.ofMillis(50);
    private static final int CLOSES_PER_STEP = (int) (CLOSES_PER_SECOND * DRAIN_STEP.toMillis() / 1_000);

    private final FleetImage image;
    private final LinkTicks ticks;
    private final Dice dice;
    private final PingIntervals intervals;
    private final LinkCounters counters;
    private final OutboundBudget outbound;
    private final LinkTable table = new LinkTable();
    private final AtomicLong numbers = new AtomicLong();
    private final List<LinkListener> listeners = new CopyOnWriteArrayList<>();
    // Those that wait for room: told by their own writes, or by the sweep when others' bytes were in the way.
    private final Set<DeviceLink> starved = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    public DeviceLinks(
            FleetImage image,
            Clock clock,
            Dice dice,
            PingIntervals intervals,
            LinkCounters counters,
            OutboundBudget outbound) {
        this.image = image;
        this.ticks = new LinkTicks(clock);
        this.dice = dice;
        this.intervals = intervals;
        this.counters = counters;
        this.outbound = outbound;
    }

    /** Tells somebody of links from now on. */
    public void listen(LinkListener listener) {
        listeners.add(listener);
    }

    /** A link for a device whose token is good, to be put into its connection's pipeline and then {@linkplain #opened opened}. */
    public DeviceLink prepare(ImageDevice device, Subprotocol subprotocol) {
        return new DeviceLink(this, subprotocol, device, numbers.incrementAndGet(), dice.uuid(), ticks.now());
    }

    /** The link stands in its pipeline. Called on its event loop. */
    public void opened(DeviceLink link) {
        counters.add(LinkCounters.Count.OPENED);
        Optional<DeviceLink> older = table.put(link.device(), link);
        boolean newest = older.filter(link::equals).isEmpty();
        older.ifPresent(replaced -> replaced.close(CloseCause.REPLACED));
        if (newest) {
            announce(listener -> listener.opened(link));
            // What was taken from the device between its token's check and now has passed by its link.
            judge(link);
        }
        if (draining) {
            link.close(CloseCause.RESTART, slot());
        }
    }

    void left(DeviceLink link, CloseCause cause) {
        boolean newest = table.remove(link.device(), link);
        starved.remove(link);
        counters.closed(cause);
        announce(listener -> listener.closed(link, cause));
    }

    /** The device's link, if it has one here. */
    public Optional<DeviceLink> find(ImageDevice device) {
        return find(device.index());
    }

    /** The link of the device with this index, if it has one here. */
    public Optional<DeviceLink> find(int device) {
        return table.find(device);
    }

    /** How many links there are. */
    public int count() {
        return table.count();
    }

    /** Every link there is, as of some moment during the call. */
    public List<DeviceLink> all() {
        return table.all();
    }

    /** Visits the index of every device that has a link here. */
    public void eachDevice(IntConsumer visitor) {
        table.forEach(link -> visitor.accept(link.device()));
    }

    /**
     * Ends the links of devices for which a time to come back is given, at a bounded rate: waits meanwhile.
     *
     * @return how many
     */
    public int holdBack(IntFunction<Optional<Duration>> device) {
        int ended = 0;
        for (DeviceLink link : table.all()) {
            Optional<Duration> comesBack = device.apply(link.device());
            if (comesBack.isPresent()) {
                link.close(CloseCause.HELD_BACK, comesBack.get());
                ended++;
                if (ended % CLOSES_PER_STEP == 0) {
                    LockSupport.parkNanos(DRAIN_STEP.toNanos());
                }
            }
        }
        return ended;
    }

    /** These devices changed in the image: the links of those that lost their right to one end. */
    public void devicesChanged(RoaringBitmap devices) {
        devices.forEach((int index) -> table.find(index).ifPresent(this::judge));
    }

    /** Any device may have changed in the image. */
    public void everythingChanged() {
        table.forEach(this::judge);
    }

    private void judge(DeviceLink link) {
        ImageDevice device = image.device(link.device());
        boolean keeps = switch (device.standing()) {
            case ACCEPTED -> device.notBeforeSeq() <= link.floor() && !image.suspended(link.tenant());
            // Our own trouble is not the device's.
            case UNREADABLE -> true;
            case PREAUTHORIZED, REVOKED, NOT_ACCEPTED -> false;
        };
        if (!keeps) {
            link.close(CloseCause.REVOKED);
        }
    }

    void starved(DeviceLink link) {
        starved.add(link);
    }

    void fed(DeviceLink link) {
        starved.remove(link);
    }

    /** Looks at every link once: pings the quiet ones, ends the silent, and tells the starved of room. To be called every {@link Liveness#LOOK_EVERY}. */
    public void look() {
        table.forEach(link -> {
            var interval = intervals.of(link.tenant());
            if (link.verdict(interval) != Liveness.Verdict.FINE) {
                link.loop().execute(() -> link.look(interval));
            }
        });
        starved.forEach(link -> link.loop().execute(link::tellOfRoom));
    }

    /** Whether no link is taken any more, because the node stops. */
    public boolean draining() {
        return draining;
    }

    /** When a device should come back to a node that starts again: spread over the time that all of them take. */
    public Duration slot() {
        return Duration.ofSeconds(1L + dice.below(1 + count() / RETURNS_PER_SECOND));
    }

    /**
     * Takes no more links and ends those there are, at a bounded rate but within the time, each with a time to come back. Waits
     * until it is done.
     */
    public void drain(Duration atMost) {
        draining = true;
        List<DeviceLink> links = table.all();
        long steps = Math.max(1, atMost.dividedBy(DRAIN_STEP));
        int perStep =
                (int) Math.max(CLOSES_PER_SECOND * DRAIN_STEP.toMillis() / 1_000, (links.size() + steps - 1) / steps);
        int span = 1 + links.size() / RETURNS_PER_SECOND;
        for (int i = 0; i < links.size(); i++) {
            if (i > 0 && i % perStep == 0) {
                LockSupport.parkNanos(DRAIN_STEP.toNanos());
            }
            links.get(i).close(CloseCause.RESTART, Duration.ofSeconds(1L + dice.below(span)));
        }
    }

    void announce(Consumer<LinkListener> event) {
        for (LinkListener listener : listeners) {
            event.accept(listener);
        }
    }

    /** The time by which links are judged. */
    public LinkTicks ticks() {
        return ticks;
    }

    public LinkCounters counters() {
        return counters;
    }

    /** The bytes that may wait for all devices together. */
    public OutboundBudget outbound() {
        return outbound;
    }
}
