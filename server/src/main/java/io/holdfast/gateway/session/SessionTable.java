package io.holdfast.gateway.session;

import io.holdfast.gateway.link.DeviceLink;
import io.holdfast.gateway.link.LinkAttachment;
import io.holdfast.gateway.link.LinkCounters;
import io.holdfast.wire.link.LinkProtocol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sessions of one link; made with the first of them. Confined to the link's event loop. */
final class SessionTable implements LinkAttachment {
    private final DeviceSessions sessions;
    private final DeviceLink link;
    private final Map<String, LinkSession> byId = new HashMap<>();
    private int live;
    private int strayStopped;

    SessionTable(DeviceSessions sessions, DeviceLink link) {
        this.sessions = sessions;
        this.link = link;
    }

    Optional<LinkSession> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Sessions, those that still settle with the device among them: it counts those too. */
    int count() {
        return byId.size();
    }

    void add(LinkSession session) {
        byId.put(session.id(), session);
        live++;
        watch();
    }

    void ended(LinkSession session) {
        live--;
        sessions.released(session.owner());
        watch();
    }

    void forget(String id) {
        byId.remove(id);
        watch();
        sessions.changed(this, !byId.isEmpty());
    }

    private void watch() {
        link.watched(live > 0 && byId.values().stream().anyMatch(session -> session.protocol() == LinkProtocol.SHELL));
    }

    void pausesChanged() {
        link.reading(byId.values().stream().noneMatch(LinkSession::paused));
    }

    List<LinkSession> all() {
        return List.copyOf(byId.values());
    }

    void look() {
        all().forEach(LinkSession::look);
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
