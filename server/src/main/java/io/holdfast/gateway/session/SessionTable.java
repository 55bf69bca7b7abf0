package io.holdfast.gateway.session;

import io.holdfast.gateway.link.DeviceLink;
import io.holdfast.gateway.link.LinkAttachment;
import io.holdfast.gateway.link.LinkCounters;
import io.holdfast.gateway.mux.MuxLink;
import io.holdfast.wire.link.LinkProtocol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sessions of one link; made with the first of them. Confined to the link's event loop. */
final class SessionTable implements LinkAttachment {
    private final DeviceSessions sessions;
    private final DeviceLink link;
    private final Optional<MuxLink> mux;
    private final Map<String, HeldSession> byId = new HashMap<>();
    private int live;
    private int strayStopped;

    SessionTable(DeviceSessions sessions, DeviceLink link) {
        this.sessions = sessions;
        this.link = link;
        this.mux = switch (link.subprotocol()) {
            case PROTOMSG -> Optional.empty();
            case MUX -> Optional.of(new MuxLink(link, sessions.outbound().of(link.tenant()), sessions::now));
        };
    }

    /** The link's streams, where it speaks in streams. */
    Optional<MuxLink> mux() {
        return mux;
    }

    /** A session whose messages come over the link itself. */
    Optional<LinkSession> find(String id) {
        return byId.get(id) instanceof LinkSession session ? Optional.of(session) : Optional.empty();
    }

    /** Sessions, those that still settle with the device among them: it counts those too. */
    int count() {
        return byId.size();
    }

    void add(HeldSession session) {
        byId.put(session.id(), session);
        live++;
        watch();
    }

    void ended(HeldSession session) {
        live--;
        sessions.released(session.owner());
        watch();
    }

    void forget(HeldSession session) {
        if (byId.remove(session.id(), session)) {
            session.forgotten();
            watch();
            sessions.changed(this, inUse());
        }
    }

    private boolean inUse() {
        return !byId.isEmpty() || mux.filter(streams -> streams.count() > 0).isPresent();
    }

    private void watch() {
        link.watched(live > 0 && byId.values().stream().anyMatch(session -> session.protocol() == LinkProtocol.SHELL));
    }

    void pausesChanged() {
        link.reading(byId.values().stream().noneMatch(HeldSession::paused));
    }

    /** The device or all links together have room again. */
    void room() {
        mux.ifPresentOrElse(MuxLink::room, () -> all().forEach(HeldSession::room));
    }

    /** The link is over. */
    void linkEnded(SessionEnd end) {
        all().forEach(session -> session.linkEnded(end));
        mux.ifPresent(streams -> streams.end(end.text()));
    }

    List<HeldSession> all() {
        return List.copyOf(byId.values());
    }

    void look() {
        all().forEach(HeldSession::look);
        mux.ifPresent(MuxLink::look);
        sessions.changed(this, inUse());
    }

    DeviceLink link() {
        return link;
    }

    int now() {
        return sessions.now();
    }

    LinkCounters counters() {
        return sessions.counters();
    }

    /** Whether a shell that nobody has may be stopped now: one a second, since the agent stands still for it. */
    boolean mayStopStray() {
        if (now() - strayStopped < DeviceSessions.STRAY_TICKS) {
            return false;
        }
        strayStopped = now();
        return true;
    }
}
