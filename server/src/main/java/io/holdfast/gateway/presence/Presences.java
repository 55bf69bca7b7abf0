package io.holdfast.gateway.presence;

import io.holdfast.edge.feed.NodeIdentity;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.gateway.link.DeviceLink;
import io.holdfast.gateway.link.DeviceLinks;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which devices are online. Own links are known from memory, other nodes' from their rows and leases. Wrong for a second at most after
 * a clean end, for a ping interval and 6 s after a device vanished, for 15 s after a node died.
 */
public final class Presences implements PresenceReads, AutoCloseable {
    /** Half as long again as mender-client's own interval between polls, half an hour. */
    private static final Duration POLLED_MAX = Duration.ofMinutes(45);

    private final FleetImage image;
    private final DeviceLinks links;
    private final NodeIdentity node;
    private final Transactions transactions;
    private final Clock clock;
    private final PresenceBook book;
    private final NodeLeases leases;
    private final PresenceWriter writer;

    private Presences(
            FleetImage image, DeviceLinks links, NodeIdentity node, Transactions transactions, Clock clock, Dice dice) {
        this.image = image;
        this.links = links;
        this.node = node;
        this.transactions = transactions;
        this.clock = clock;
        this.book = new PresenceBook(image, links, clock, dice);
        this.leases = new NodeLeases(clock);
        this.writer = new PresenceWriter(book, leases, node, transactions, clock);
        links.listen(book);
    }

    /** Keeps presence of these links, without writing it: {@link #step} does a round by hand. */
    static Presences manual(
            FleetImage image, DeviceLinks links, NodeIdentity node, Transactions transactions, Clock clock, Dice dice) {
        return new Presences(image, links, node, transactions, clock, dice);
    }

    /** Keeps presence of these links and writes it until it is closed. */
    public static Presences start(
            FleetImage image, DeviceLinks links, NodeIdentity node, Transactions transactions, Clock clock, Dice dice) {
        Presences presences = manual(image, links, node, transactions, clock, dice);
        PresenceWriter started = presences.writer.start();
        return presences;
    }

    /** These devices changed in the image: what is kept of those that are gone for good goes too. */
    public void devicesChanged(RoaringBitmap devices) {
        book.devicesChanged(devices);
    }

    /** To be called with each round over the links. */
    public void look() {
        book.look();
    }

    boolean step() {
        return writer.step();
    }

    /** Lines that no timeline has, because the database was away for too long; for a counter. */
    public long eventsLeftOut() {
        return book.leftOut();
    }

    @Override
    public Connection connection(DeviceRef device) {
        PresenceRows.@Nullable Row row = transactions
                .read(rows -> PresenceRows.read(rows, device.tenant(), List.of(device.device())))
                .get(device.device());
        Optional<PresenceRows.Row> known = Optional.ofNullable(row);
        Optional<LinkChange> unwritten = book.unwritten(device);
        return new Connection(
                judge(device, known),
                known.map(PresenceRows.Row::firstConnected).or(() -> unwritten.map(LinkChange::connected)),
                unwritten.map(LinkChange::changed).or(() -> known.map(PresenceRows.Row::changed)));
    }

    @Override
    public Map<DeviceId, Presence> of(TenantId tenant, Collection<DeviceId> devices) {
        Map<DeviceId, PresenceRows.Row> rows =
                transactions.read(connection -> PresenceRows.read(connection, tenant, devices));
        Map<DeviceId, Presence> presences = new LinkedHashMap<>();
        for (DeviceId device : devices) {
            presences.put(device, judge(new DeviceRef(tenant, device), Optional.ofNullable(rows.get(device))));
        }
        return presences;
    }

    @Override
    public List<LinkEvent> timeline(DeviceRef device, int max) {
        return transactions.read(rows -> PresenceRows.timeline(rows, device, max));
    }

    private Presence judge(DeviceRef device, Optional<PresenceRows.Row> row) {
        Instant now = clock.now();
        Optional<ImageDevice> known = image.device(device.tenant(), device.device());
        if (known.isEmpty()) {
            return new Presence.Offline(row.map(PresenceRows.Row::changed), now);
        }
        int index = known.get().index();
        Optional<DeviceLink> link = links.find(index);
        if (link.isPresent()) {
            return new Presence.Online(now.minus(links.ticks().since(link.get().openedTick())), now);
        }
        if (book.mayReturn(index)) {
            return new Presence.Online(row.map(PresenceRows.Row::connected).orElse(now), now);
        }
        Optional<Instant> ended = book.unwritten(device)
                .filter(change -> row.isEmpty() || !row.get().connected().isAfter(change.connected()))
                .flatMap(LinkChange::ended)
                .map(LinkChange.Ended::at);
        if (ended.isPresent()) {
            return unlinked(known.get(), ended, now);
        }
        return row.map(it -> judge(known.get(), it, now)).orElseGet(() -> unlinked(known.get(), Optional.empty(), now));
    }

    private Presence judge(ImageDevice device, PresenceRows.Row row, Instant now) {
        if (!row.online()) {
            return unlinked(device, Optional.of(row.changed()), now);
        }
        if (row.bootId().equals(node.bootId())) {
            return unlinked(device, Optional.of(now), now); // memory knows better than what it wrote
        }
        return switch (leases.of(row.nodeId(), row.bootId())) {
            case NodeLeases.Standing.Alive ignored -> new Presence.Online(row.connected(), now);
            case NodeLeases.Standing.Dead dead ->
                unlinked(device, Optional.of(later(row.changed(), dead.since())), now);
            case NodeLeases.Standing.Unseen ignored -> new Presence.Unknown(now);
        };
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Presence unlinked(ImageDevice device, Optional<Instant> ended, Instant now) {
        Optional<Instant> heard = image.sinceContact(device)
                .filter(ago -> ago.compareTo(POLLED_MAX) <= 0)
                .map(now::minus);
        // A device is heard when it opens its link, too: only what came after the link counts as a poll.
        return heard.filter(at -> ended.isEmpty() || at.isAfter(ended.get()))
                .<Presence>map(at -> new Presence.Quiet(at, ended, now))
                .orElseGet(() -> new Presence.Offline(ended, now));
    }

    UUID bootId() {
        return node.bootId();
    }

    @Override
    public void close() {
        writer.close();
    }
}
