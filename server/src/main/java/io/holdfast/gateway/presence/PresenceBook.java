package io.holdfast.gateway.presence;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.gateway.link.CloseCause;
import io.holdfast.gateway.link.DeviceLink;
import io.holdfast.gateway.link.DeviceLinks;
import io.holdfast.gateway.link.LinkListener;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.roaringbitmap.RoaringBitmap;

/**
 * What happens to links, from the event loops to the writer: the last change of each device, and the lines of the timelines. Nothing
 * here waits, and a change costs the database nothing until the writer's next batch.
 *
 * <p>A device that ends its link itself is usually back within 10 ms: mender-client does it at each new token. Nobody is told before
 * {@link #RETURN_MAX} has passed, or {@link #NEW_TOKEN_RETURN_MAX} where the client said so, and nothing is written if it came back.
 */
final class PresenceBook implements LinkListener {
    /** With the round that ends it, nobody is told a clean end later than a second. */
    static final Duration RETURN_MAX = Duration.ofMillis(500);

    /** Where mender-connect 2.1.0 sees its link's end before the new token, it looks for that a second later. */
    static final Duration NEW_TOKEN_RETURN_MAX = Duration.ofSeconds(3);

    /** Lines that wait for the database: each takes some 100 bytes. Beyond it the new ones are left out, and counted. */
    static final int EVENTS_MAX = 200_000;

    private final FleetImage image;
    private final DeviceLinks links;
    private final Clock clock;
    private final Dice dice;
    private final Map<Integer, Gone> returning = new ConcurrentHashMap<>();
    private final Map<DeviceRef, LinkChange> changes = new ConcurrentHashMap<>();
    private final Set<DeviceRef> departed = ConcurrentHashMap.newKeySet();
    private final Queue<TimelineEntry> timeline = new ConcurrentLinkedQueue<>();
    private final AtomicInteger timelineSize = new AtomicInteger();
    private final AtomicLong leftOut = new AtomicLong();

    /** A link whose device may be back at once. */
    private record Gone(LinkChange change, long nanos, Duration patience) {}

    /** A line and whose it is. */
    record TimelineEntry(DeviceRef device, LinkEvent event) {}

    PresenceBook(FleetImage image, DeviceLinks links, Clock clock, Dice dice) {
        this.image = image;
        this.links = links;
        this.clock = clock;
        this.dice = dice;
    }

    @Override
    public void opened(DeviceLink link) {
        DeviceRef device = refOf(link);
        boolean cameBack = returning.remove(link.device()) != null;
        LinkChange change = new LinkChange(device, link.session(), clock.now(), Optional.empty());
        changes.put(device, change);
        if (!cameBack) {
            enter(device, LinkEvent.Kind.CONNECTED, change, "");
        }
    }

    @Override
    public void closed(DeviceLink link, CloseCause cause) {
        if (links.find(link.device()).isPresent() || cause == CloseCause.REPLACED) {
            return; // the device's newer link is what counts
        }
        DeviceRef device = refOf(link);
        LinkChange change = new LinkChange(
                device,
                link.session(),
                clock.now().minus(links.ticks().since(link.openedTick())),
                Optional.of(new LinkChange.Ended(clock.now(), cause)));
        if (cause.comesBack()) {
            Duration patience = link.endedByNewToken() ? NEW_TOKEN_RETURN_MAX : RETURN_MAX;
            returning.put(link.device(), new Gone(change, clock.monotonicNanos(), patience));
        } else {
            ended(change);
        }
    }

    private void ended(LinkChange change) {
        LinkChange.Ended end = change.ended().orElseThrow();
        changes.put(change.device(), change);
        enter(change.device(), LinkEvent.Kind.DISCONNECTED, change, end.cause().label());
    }

    private void enter(DeviceRef device, LinkEvent.Kind kind, LinkChange change, String reason) {
        if (timelineSize.incrementAndGet() > EVENTS_MAX) {
            timelineSize.decrementAndGet();
            leftOut.incrementAndGet();
            return;
        }
        timeline.add(new TimelineEntry(device, new LinkEvent(dice.uuid(), change.changed(), kind, reason)));
    }

    /** The devices changed in the image: what is kept of those that are gone for good goes too. */
    void devicesChanged(RoaringBitmap devices) {
        devices.forEach((int index) -> {
            ImageDevice device = image.device(index);
            if (device.standing() == ImageStanding.REVOKED) {
                departed.add(new DeviceRef(device.tenant(), device.id()));
            }
        });
    }

    /** Ends the wait for devices that did not come back. To be called with each round over the links. */
    void look() {
        long now = clock.monotonicNanos();
        returning.forEach((index, gone) -> {
            boolean over = now - gone.nanos() >= gone.patience().toNanos();
            // Of one that is gone for good nothing may be written any more: its rows are deleted.
            if (over
                    && returning.remove(index, gone)
                    && links.find(index).isEmpty()
                    && image.device(index).standing() != ImageStanding.REVOKED) {
                ended(gone.change());
            }
        });
    }

    /** Gives up waiting for anybody: the node stops. */
    void settle() {
        for (Iterator<Gone> all = returning.values().iterator(); all.hasNext(); ) {
            ended(all.next().change());
            all.remove();
        }
    }

    /** Whether the device's link ended a moment ago and it may be back. */
    boolean mayReturn(int index) {
        return returning.containsKey(index);
    }

    /** What the database does not know yet of the device. */
    Optional<LinkChange> unwritten(DeviceRef device) {
        return Optional.ofNullable(changes.get(device));
    }

    /** Up to so many changes; they stay until {@link #written}. */
    List<LinkChange> changes(int max) {
        return changes.values().stream().limit(max).toList();
    }

    /** These are in the database now; one that changed meanwhile stays. */
    void written(List<LinkChange> batch) {
        batch.forEach(change -> changes.remove(change.device(), change));
    }

    /** Up to so many of the oldest lines, taken out. */
    List<TimelineEntry> takeEvents(int max) {
        List<TimelineEntry> taken = new ArrayList<>();
        TimelineEntry next = timeline.poll();
        while (next != null) {
            taken.add(next);
            next = taken.size() < max ? timeline.poll() : null;
        }
        timelineSize.addAndGet(-taken.size());
        return taken;
    }

    /** Lines that could not be written, to be tried again; their order is told by their times. */
    void putBack(List<TimelineEntry> entries) {
        timeline.addAll(entries);
        timelineSize.addAndGet(entries.size());
    }

    Set<DeviceRef> departed(int max) {
        Set<DeviceRef> some = new HashSet<>();
        departed.stream().limit(max).forEach(some::add);
        return some;
    }

    void forgotten(Set<DeviceRef> devices) {
        departed.removeAll(devices);
    }

    boolean isEmpty() {
        return changes.isEmpty() && timeline.isEmpty() && departed.isEmpty();
    }

    /** Lines that no timeline has, because the database was away for too long. */
    long leftOut() {
        return leftOut.get();
    }

    private DeviceRef refOf(DeviceLink link) {
        return new DeviceRef(link.tenant(), image.device(link.device()).id());
    }
}
