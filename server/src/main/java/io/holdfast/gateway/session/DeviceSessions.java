package io.holdfast.gateway.session;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.gateway.link.CloseCause;
import io.holdfast.gateway.link.DeviceLink;
import io.holdfast.gateway.link.DeviceLinks;
import io.holdfast.gateway.link.LinkCounters;
import io.holdfast.gateway.link.LinkListener;
import io.holdfast.gateway.link.OutboundBudget;
import io.holdfast.gateway.link.Subprotocol;
import io.holdfast.gateway.mux.MuxLink;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.dice.Dice;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.LinkWriter;
import io.holdfast.wire.link.ShellMessage;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens sessions on devices' links. The one door through which anybody talks to a device: what goes through it is legal in the
 * session's state, in the session's own name, and within bounds. Safe from any thread.
 */
public final class DeviceSessions {
    /** An agent runs 16 shells at most, and its one loop serves all sessions. */
    public static final int PER_DEVICE_MAX = 16;

    /** Across all devices: somebody with more has lost a script. */
    public static final int PER_OWNER_MAX = 64;

    /** Connections of one port-forward session: a browser opens six to a site, and a page may be open in several. */
    public static final int CONNECTIONS_MAX = 32;

    /** Messages of a session that wait for room on a link: a quarter of what the link itself takes. */
    public static final int WAITING_MAX = 16;

    /** Bytes of one forwarded connection that its owner need not have taken before the device is allowed more. */
    public static final int FORWARD_WINDOW = 64 << 10;

    private static final int TICKS_PER_SECOND = 4;

    /** An agent stands still for 4 s while it stops a shell; all it owes then comes after that. */
    static final int ANSWER_TICKS = 10 * TICKS_PER_SECOND;

    static final int SETTLE_TICKS = 10 * TICKS_PER_SECOND;
    static final int PAUSE_TICKS = 30 * TICKS_PER_SECOND;
    static final int STRAY_TICKS = TICKS_PER_SECOND;

    private final FleetImage image;
    private final DeviceLinks links;
    private final Dice dice;
    private final Map<SessionOwner, Integer> perOwner = new ConcurrentHashMap<>();
    private final Set<SessionTable> tables = ConcurrentHashMap.newKeySet();

    public DeviceSessions(FleetImage image, DeviceLinks links, Dice dice) {
        this.image = image;
        this.links = links;
        this.dice = dice;
        links.listen(new Traffic());
    }

    /**
     * Opens a session of a protocol on the device's link. The owner must have been judged before; his tenant must be the device's.
     * Completes within some 10 s, on the link's event loop or at once.
     */
    public CompletionStage<SessionOpening> open(
            DeviceRef device, LinkProtocol protocol, SessionOwner owner, SessionListener listener) {
        if (!owner.tenant().equals(device.tenant())) {
            return refused(SessionOpening.Reason.DEVICE_UNKNOWN);
        }
        Optional<ImageDevice> known = image.device(device.tenant(), device.device());
        if (known.isEmpty()) {
            return refused(SessionOpening.Reason.DEVICE_UNKNOWN);
        }
        Optional<DeviceLink> link = links.find(known.get());
        if (link.isEmpty()) {
            return refused(SessionOpening.Reason.NOT_CONNECTED);
        }
        CompletableFuture<SessionOpening> opening = new CompletableFuture<>();
        link.get().loop().execute(() -> open(link.get(), protocol, owner, listener, opening));
        return opening;
    }

    /** The streams of the device's link, if it has one here that speaks in them. */
    public Optional<StreamDoor> streams(DeviceRef device) {
        return image.device(device.tenant(), device.device())
                .flatMap(links::find)
                .filter(link -> link.subprotocol() == Subprotocol.MUX)
                .map(link -> new StreamDoor(link, this::streamed));
    }

    private static CompletionStage<SessionOpening> refused(SessionOpening.Reason reason) {
        return CompletableFuture.completedStage(new SessionOpening.Refused(reason, ""));
    }

    private void open(
            DeviceLink link,
            LinkProtocol protocol,
            SessionOwner owner,
            SessionListener listener,
            CompletableFuture<SessionOpening> opening) {
        if (!link.isOpen()) {
            opening.complete(new SessionOpening.Refused(SessionOpening.Reason.LINK_ENDED, ""));
            return;
        }
        SessionTable table = table(link);
        if (table.count() >= PER_DEVICE_MAX) {
            opening.complete(new SessionOpening.Refused(SessionOpening.Reason.DEVICE_FULL, ""));
        } else if (!claimed(owner)) {
            opening.complete(new SessionOpening.Refused(SessionOpening.Reason.OWNER_FULL, ""));
        } else {
            table.mux()
                    .ifPresentOrElse(
                            mux -> openStreamed(table, mux, protocol, owner, listener, opening),
                            () -> begin(table, new SharedLine(link, table), protocol, owner, listener, opening));
        }
    }

    private void openStreamed(
            SessionTable table,
            MuxLink mux,
            LinkProtocol protocol,
            SessionOwner owner,
            SessionListener listener,
            CompletableFuture<SessionOpening> opening) {
        if (protocol == LinkProtocol.PORT_FORWARD) {
            StreamForwards session = new StreamForwards(table, mux, dice.uuid().toString(), owner, listener);
            table.add(session);
            tables.add(table);
            opening.complete(new SessionOpening.Opened(session));
            return;
        }
        Optional<StreamLine> line = StreamLine.open(table.link(), mux, protocol);
        if (line.isEmpty()) {
            released(owner);
            opening.complete(new SessionOpening.Refused(SessionOpening.Reason.DEVICE_FULL, ""));
        } else {
            line.get().serves(begin(table, line.get(), protocol, owner, listener, opening));
        }
    }

    private LinkSession begin(
            SessionTable table,
            SessionLine line,
            LinkProtocol protocol,
            SessionOwner owner,
            SessionListener listener,
            CompletableFuture<SessionOpening> opening) {
        String id = dice.uuid().toString();
        // The session's id behind the name: an agent takes one shell of a user, and keeps those that it lost.
        Dialogue dialogue = Dialogue.of(protocol, owner.name() + "/" + id);
        LinkSession session =
                new LinkSession(table.link(), line, table, id, owner, listener, dialogue, opening::complete);
        table.add(session);
        tables.add(table);
        session.begin();
        return session;
    }

    private SessionTable table(DeviceLink link) {
        if (link.attachment().orElse(null) instanceof SessionTable table) {
            return table;
        }
        SessionTable fresh = new SessionTable(this, link);
        link.attach(fresh);
        return fresh;
    }

    /** The table of a link whose streams somebody uses without a session; those are looked at too. */
    private SessionTable streamed(DeviceLink link) {
        SessionTable table = table(link);
        tables.add(table);
        return table;
    }

    private boolean claimed(SessionOwner owner) {
        boolean[] claimed = new boolean[1];
        Integer count = perOwner.compute(owner, (who, has) -> {
            int before = has == null ? 0 : has;
            claimed[0] = before < PER_OWNER_MAX;
            return claimed[0] ? before + 1 : before;
        });
        return claimed[0];
    }

    void released(SessionOwner owner) {
        Integer left = perOwner.computeIfPresent(owner, (who, has) -> has == 1 ? null : has - 1);
    }

    void changed(SessionTable table, boolean inUse) {
        if (!inUse) {
            tables.remove(table);
        }
    }

    /** Ends what has waited too long. To be called with each round over the links. */
    public void look() {
        tables.forEach(table -> table.link().loop().execute(table::look));
    }

    /** Sessions there are, those that settle among them; for a gauge. */
    public int count() {
        return perOwner.values().stream().mapToInt(Integer::intValue).sum();
    }

    int now() {
        return links.ticks().now();
    }

    LinkCounters counters() {
        return links.counters();
    }

    OutboundBudget outbound() {
        return links.outbound();
    }

    /** What links tell. */
    private final class Traffic implements LinkListener {

        @Override
        public void message(DeviceLink link, byte[] message) {
            switch (link.subprotocol()) {
                case PROTOMSG -> shared(link, message);
                case MUX -> table(link).mux().ifPresent(streams -> streams.received(message));
            }
        }

        private void shared(DeviceLink link, byte[] message) {
            switch (LinkReader.fromDevice(message)) {
                case LinkReading.Refused<FromDevice> ignored -> link.fault(LinkCounters.Count.UNREADABLE);
                case LinkReading.Message<FromDevice> read -> received(link, read.sessionId(), read.message());
            }
        }

        private void received(DeviceLink link, String sessionId, FromDevice message) {
            Optional<LinkSession> session = existing(link).flatMap(table -> table.find(sessionId));
            if (session.isPresent()) {
                session.get().received(message);
                return;
            }
            link.fault(LinkCounters.Count.STRAY);
            // A shell whose link broke goes on writing; nobody else will stop it.
            boolean writes = message instanceof ShellMessage.Data;
            if (writes
                    && !sessionId.isEmpty()
                    && link.isOpen()
                    && link.hasRoom()
                    && table(link).mayStopStray()) {
                link.sendNow(LinkWriter.write(sessionId, new ShellMessage.Stop()));
            }
        }

        @Override
        public void room(DeviceLink link) {
            existing(link).ifPresent(SessionTable::room);
        }

        @Override
        public void closed(DeviceLink link, CloseCause cause) {
            existing(link).ifPresent(table -> {
                tables.remove(table);
                table.linkEnded(new SessionEnd(SessionEnd.Cause.LINK_ENDED, cause.reason()));
            });
        }
    }

    private static Optional<SessionTable> existing(DeviceLink link) {
        return link.attachment().orElse(null) instanceof SessionTable table ? Optional.of(table) : Optional.empty();
    }
}
