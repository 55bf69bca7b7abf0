package io.holdfast.gateway.forward;

import io.holdfast.gateway.session.DeviceSession;
import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.gateway.session.SessionEnd;
import io.holdfast.gateway.session.SessionListener;
import io.holdfast.gateway.session.SessionOpening;
import io.holdfast.gateway.session.SessionOwner;
import io.holdfast.identity.DeviceRef;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.PortForwardMessage;
import io.netty.util.concurrent.EventExecutor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The one session in which a device's streams are. Its list is guarded by itself; nothing is called while it is held. */
final class ForwardSession implements SessionListener {
    /** Longer than connections are kept for a visitor who reads a page and clicks on; short enough to give the place back. */
    private static final int IDLE_SECONDS = 30;

    private final ForwardStreams owner;
    private final DeviceSessions sessions;
    private final DeviceRef device;
    private final Map<String, ForwardStream> streams = new LinkedHashMap<>();
    private Optional<DeviceSession> session = Optional.empty();
    private State state = State.FRESH;
    private long joined;

    private enum State {
        FRESH,
        OPENING,
        OPEN,
        OVER
    }

    /** What became of a stream that came to a session. */
    enum Joining {
        JOINED,
        FULL,
        OVER
    }

    ForwardSession(ForwardStreams owner, DeviceSessions sessions, DeviceRef device) {
        this.owner = owner;
        this.sessions = sessions;
        this.device = device;
    }

    DeviceRef device() {
        return device;
    }

    Joining join(ForwardStream stream) {
        boolean first;
        Optional<DeviceSession> open;
        synchronized (streams) {
            if (state == State.OVER) {
                return Joining.OVER;
            }
            if (streams.size() >= DeviceSessions.CONNECTIONS_MAX) {
                return Joining.FULL;
            }
            String id = Long.toString(++joined);
            stream.named(id);
            streams.put(id, stream);
            first = state == State.FRESH;
            state = first ? State.OPENING : state;
            open = session;
        }
        if (first) {
            // A name for each device: an owner has a limit of sessions, and it is not all devices together that share
            // it.
            SessionOwner name =
                    new SessionOwner(device.tenant(), "url " + device.device().value());
            sessions.open(device, LinkProtocol.PORT_FORWARD, name, this).thenAccept(this::opened);
        }
        open.ifPresent(stream::begin);
        return Joining.JOINED;
    }

    private void opened(SessionOpening opening) {
        switch (opening) {
            case SessionOpening.Opened opened -> begin(opened.session());
            case SessionOpening.Refused refused -> {
                StreamOpening.Refused told = new StreamOpening.Refused(reason(refused.reason()), refused.text());
                end().forEach(stream -> stream.refused(told));
            }
        }
    }

    private void begin(DeviceSession opened) {
        List<ForwardStream> waiting;
        synchronized (streams) {
            if (state != State.OPENING) {
                return;
            }
            state = State.OPEN;
            session = Optional.of(opened);
            waiting = List.copyOf(streams.values());
        }
        waiting.forEach(stream -> stream.begin(opened));
    }

    private static StreamOpening.Reason reason(SessionOpening.Reason reason) {
        return switch (reason) {
            case DEVICE_UNKNOWN -> StreamOpening.Reason.DEVICE_UNKNOWN;
            case NOT_CONNECTED -> StreamOpening.Reason.NOT_CONNECTED;
            case DEVICE_FULL, OWNER_FULL -> StreamOpening.Reason.BUSY;
            case NOT_SERVED, REFUSED -> StreamOpening.Reason.NOT_SERVED;
            case TIMED_OUT -> StreamOpening.Reason.TIMED_OUT;
            case LINK_ENDED -> StreamOpening.Reason.LINK_ENDED;
        };
    }

    private List<ForwardStream> end() {
        List<ForwardStream> left;
        synchronized (streams) {
            state = State.OVER;
            left = List.copyOf(streams.values());
            streams.clear();
        }
        owner.over(this);
        return left;
    }

    /** A stream is over; the last one leaves the session idle. */
    void left(String id, EventExecutor loop) {
        long idleSince;
        synchronized (streams) {
            streams.remove(id);
            if (!streams.isEmpty() || state == State.OVER) {
                return;
            }
            idleSince = joined;
        }
        var later = loop.schedule(() -> closeIfIdle(idleSince), IDLE_SECONDS, TimeUnit.SECONDS);
    }

    private void closeIfIdle(long since) {
        Optional<DeviceSession> open;
        synchronized (streams) {
            if (!streams.isEmpty() || joined != since || state != State.OPEN) {
                return;
            }
            state = State.OVER;
            open = session;
        }
        owner.over(this);
        open.ifPresent(DeviceSession::close);
    }

    @Override
    public void message(FromDevice message) {
        if (message instanceof PortForwardMessage forwarded) {
            switch (forwarded) {
                case PortForwardMessage.Connected connected ->
                    at(Optional.of(connected.connectionId()), ForwardStream::connected);
                case PortForwardMessage.Forward data ->
                    at(
                            Optional.of(data.connectionId()),
                            stream -> stream.received(data.bytes().bytes()));
                case PortForwardMessage.Ack ack -> at(Optional.of(ack.connectionId()), ForwardStream::acknowledged);
                case PortForwardMessage.Stop stop -> at(Optional.of(stop.connectionId()), ForwardStream::stopped);
                case PortForwardMessage.Error error -> at(error.connectionId(), stream -> stream.failed(error.text()));
                case PortForwardMessage.New ignored -> {}
            }
        }
    }

    private void at(Optional<String> id, Consumer<ForwardStream> event) {
        Optional<ForwardStream> stream;
        synchronized (streams) {
            stream = id.flatMap(known -> Optional.ofNullable(streams.get(known)));
        }
        stream.ifPresent(event);
    }

    @Override
    public void closed(SessionEnd end) {
        StreamEnd told = end.cause() == SessionEnd.Cause.LINK_ENDED ? StreamEnd.LINK_ENDED : StreamEnd.BROKEN;
        end().forEach(stream -> stream.sessionEnded(told));
    }
}
