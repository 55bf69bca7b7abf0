package io.holdfast.gateway.forward;

import io.holdfast.gateway.history.Access;
import io.holdfast.gateway.history.LiveSession;
import io.holdfast.gateway.history.SessionBook;
import io.holdfast.gateway.history.SessionKind;
import io.holdfast.gateway.history.SessionOutcome;
import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.Person;
import io.holdfast.gateway.session.DeviceSession;
import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.gateway.session.SessionEnd;
import io.holdfast.gateway.session.SessionListener;
import io.holdfast.gateway.session.SessionOpening;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.PortForwardMessage;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A person's connections through a device, in one session of it. The server acknowledges in both directions: the person's acks go
 * nowhere, and he has each of his messages acknowledged once, when all of it is on its way to the device. Confined to the person's
 * event loop.
 */
public final class Forwards {
    private final Person person;
    private final Access access;
    private final DeviceSessions sessions;
    private final SessionBook book;
    private final Consumer<Farewell> over;
    private final Map<String, Forward> forwards = new HashMap<>();
    private final Set<String> targets = new LinkedHashSet<>();
    private State state = State.FRESH;
    private boolean greeted;
    private String sessionId = "";
    private Optional<DeviceSession> session = Optional.empty();
    private Optional<LiveSession> onRecord = Optional.empty();
    private final ForwardTraffic traffic = new ForwardTraffic();

    enum State {
        FRESH,
        OPENING,
        OPEN,
        OVER
    }

    /** @param over told once, when the session that was begun is over */
    public Forwards(Person person, Access access, DeviceSessions sessions, SessionBook book, Consumer<Farewell> over) {
        this.person = person;
        this.access = access;
        this.sessions = sessions;
        this.book = book;
        this.over = over;
    }

    /** The person asks what there is: tools do before their first connection. */
    public void greet(ControlMessage.Open open) {
        greeted = true;
        switch (state) {
            case FRESH -> open();
            case OPENING -> {}
            case OPEN -> accept();
            case OVER -> person.illegal(sessionId, open, "the session is over");
        }
    }

    private void accept() {
        greeted = false;
        person.tell(
                sessionId,
                new ControlMessage.Accept(1, List.of(LinkProtocol.SHELL.number(), LinkProtocol.PORT_FORWARD.number())));
    }

    private void open() {
        state = State.OPENING;
        sessions.open(access.device(), LinkProtocol.PORT_FORWARD, access.owner(), new Listener())
                .thenAcceptAsync(this::opened, person.loop());
    }

    private void opened(SessionOpening opening) {
        switch (opening) {
            case SessionOpening.Opened opened -> opened(opened.session());
            case SessionOpening.Refused refused -> refused(refused);
        }
    }

    private void opened(DeviceSession device) {
        if (state == State.OVER) {
            device.close();
            return;
        }
        session = Optional.of(device);
        sessionId = device.id();
        LiveSession live = access.session(SessionKind.FORWARD, device);
        book.begin(live).thenAcceptAsync(begun -> recorded(live, begun), person.loop());
    }

    private void refused(SessionOpening.Refused refused) {
        if (state == State.OVER) {
            return;
        }
        String why = refused.reason().refusal().sentence() + (refused.text().isEmpty() ? "" : ": " + refused.text());
        if (greeted && refused.reason() == SessionOpening.Reason.NOT_SERVED) {
            // A tool sees for itself that what it wants is not among what there is.
            person.tell("", new ControlMessage.Accept(1, List.of(LinkProtocol.SHELL.number())));
        } else {
            person.tell("", new ControlMessage.Error(why, true, "open"));
        }
        finish(Farewell.deviceGone(why));
    }

    private void recorded(LiveSession live, boolean begun) {
        if (!begun) {
            session.ifPresent(DeviceSession::close);
            finish(Farewell.UNRECORDED);
            return;
        }
        onRecord = Optional.of(live);
        if (state == State.OVER) {
            putEndOnRecord(SessionEnd.Cause.CLOSED);
            return;
        }
        state = State.OPEN;
        if (greeted) {
            accept();
        }
        session.ifPresent(opened -> forwards.values().forEach(forward -> forward.opened(opened)));
    }

    /** The person sent this. */
    public void take(PortForwardMessage message) {
        if (state == State.OVER) {
            person.needless();
            return;
        }
        switch (message) {
            case PortForwardMessage.New start -> connect(start);
            case PortForwardMessage.Forward data ->
                find(data.connectionId(), message).ifPresent(it -> it.send(data.bytes()));
            case PortForwardMessage.Stop stop -> stop(stop);
            // The device was acknowledged when its bytes came; one ack too many kills mender-connect 2.1.0.
            case PortForwardMessage.Ack ignored -> person.needless();
            case PortForwardMessage.Connected ignored -> person.needless();
            case PortForwardMessage.Error ignored -> person.needless();
        }
    }

    private Optional<Forward> find(String connectionId, PortForwardMessage about) {
        Optional<Forward> found = wanted(connectionId);
        if (found.isEmpty()) {
            // The device may have closed it while this was on its way.
            person.needless();
            person.tell(
                    sessionId,
                    new PortForwardMessage.Error(
                            "there is no such connection", about.type(), Optional.of(connectionId)));
        }
        return found;
    }

    private Optional<Forward> wanted(String connectionId) {
        return Optional.ofNullable(forwards.get(connectionId)).filter(Forward::isWanted);
    }

    private void connect(PortForwardMessage.New start) {
        if (forwards.containsKey(start.connectionId())) {
            person.illegal(sessionId, start, "there is a connection of this id");
            return;
        }
        if (forwards.size() >= DeviceSessions.CONNECTIONS_MAX) {
            person.tell(
                    sessionId,
                    new PortForwardMessage.Error(
                            "as many connections as there may be", start.type(), Optional.of(start.connectionId())));
            person.tell(sessionId, new PortForwardMessage.Stop(start.connectionId()));
            return;
        }
        if (targets.size() < SessionOutcome.TARGETS_MAX) {
            targets.add(start.transport().name().toLowerCase(java.util.Locale.ROOT) + " " + start.host() + ":"
                    + start.port());
        }
        Forward forward = new Forward(person, traffic, start.connectionId(), this::tell, this::forget);
        forwards.put(start.connectionId(), forward);
        forward.connect(start);
        if (state == State.FRESH) {
            open();
        } else if (state == State.OPEN) {
            session.ifPresent(forward::opened);
        }
    }

    private void tell(PortForwardMessage message) {
        person.tell(sessionId, message);
    }

    private void stop(PortForwardMessage.Stop stop) {
        // It stays until its stop was sent: what it waits for, a word of the device, finds it by its id.
        wanted(stop.connectionId()).ifPresentOrElse(Forward::stop, person::needless);
    }

    private void forget(Forward forward) {
        forwards.remove(forward.id(), forward);
    }

    private void told(PortForwardMessage message) {
        switch (message) {
            case PortForwardMessage.Connected connected -> at(connected.connectionId(), Forward::connected);
            case PortForwardMessage.Forward data -> received(data);
            case PortForwardMessage.Ack ack -> at(ack.connectionId(), Forward::acknowledged);
            case PortForwardMessage.Stop stop -> at(stop.connectionId(), Forward::stopped);
            case PortForwardMessage.Error error -> failed(error);
            case PortForwardMessage.New ignored -> {}
        }
    }

    private void at(String connectionId, Consumer<Forward> event) {
        Optional.ofNullable(forwards.get(connectionId)).ifPresent(event);
    }

    private void received(PortForwardMessage.Forward data) {
        int bytes = data.bytes().length();
        traffic.fromDevice(bytes);
        // Its window opens again when the bytes have left for the person.
        person.tell(sessionId, data, () -> session.ifPresent(device -> device.taken(data.connectionId(), bytes)));
    }

    private void failed(PortForwardMessage.Error error) {
        Optional<Forward> forward = error.connectionId().flatMap(id -> Optional.ofNullable(forwards.get(id)));
        if (forward.isPresent()) {
            forward.get().failed(error);
        } else {
            tell(error);
        }
    }

    private void ended(SessionEnd end) {
        putEndOnRecord(end.cause());
        String why = end.cause().label() + (end.text().isEmpty() ? "" : ", " + end.text());
        if (state != State.OVER && end.cause() != SessionEnd.Cause.CLOSED) {
            List.copyOf(forwards.values()).forEach(Forward::stopped);
            person.tell(sessionId, new ControlMessage.Error(why, true, ""));
        }
        finish(end.cause() == SessionEnd.Cause.CLOSED ? Farewell.DONE : Farewell.deviceGone(why));
    }

    private void putEndOnRecord(SessionEnd.Cause cause) {
        onRecord.ifPresent(live -> book.end(
                live,
                new SessionOutcome(
                        cause.label(),
                        traffic.toDevice(),
                        traffic.fromDevice(),
                        List.copyOf(targets),
                        Optional.empty())));
        onRecord = Optional.empty();
    }

    private void finish(Farewell farewell) {
        if (state != State.OVER) {
            end();
            over.accept(farewell);
        }
    }

    private void end() {
        state = State.OVER;
        forwards.values().forEach(Forward::drop);
        forwards.clear();
    }

    /** The person is gone, or says good-bye. */
    public void leave() {
        if (state != State.OVER) {
            end();
        }
        session.ifPresent(DeviceSession::close);
    }

    /** Whether there is a session, or will be. */
    public boolean live() {
        return state == State.OPENING || state == State.OPEN;
    }

    /** Bytes either way so far. */
    public long moved() {
        return traffic.toDevice() + traffic.fromDevice();
    }

    /** Told on the link's event loop; hands over to the person's. */
    private final class Listener implements SessionListener {
        @Override
        public void message(FromDevice message) {
            if (message instanceof PortForwardMessage forwarded) {
                person.loop().execute(() -> told(forwarded));
            }
        }

        @Override
        public void closed(SessionEnd end) {
            person.loop().execute(() -> ended(end));
        }
    }
}
