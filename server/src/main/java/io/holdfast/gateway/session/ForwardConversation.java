package io.holdfast.gateway.session;

import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkLimits;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ToDevice;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Forwarded connections. Each message of the device is acknowledged exactly once, by the session: one ack too many kills
 * mender-connect 2.1.0. So does an ack for a connection whose id was used before, so the device is told ids of ours, never used
 * twice, whatever ids the owner uses.
 */
final class ForwardConversation implements Conversation {
    // In the order of their beginning: agents answer in order, and older ones do not say for which connection.
    private final Map<String, ForwardedConnection> byDevicesId = new LinkedHashMap<>();
    private final Map<String, ForwardedConnection> byOwnersId = new HashMap<>();
    private long ids;

    @Override
    public Outgoing outgoing(ToDevice message) {
        return switch (message) {
            case PortForwardMessage.New start -> connect(start);
            case PortForwardMessage.Forward forward -> forward(forward);
            case PortForwardMessage.Stop stop -> stop(stop);
            default -> new Outgoing.Illegal();
        };
    }

    private Outgoing connect(PortForwardMessage.New start) {
        if (byOwnersId.containsKey(start.connectionId())) {
            return new Outgoing.Illegal();
        }
        if (byDevicesId.size() == DeviceSessions.CONNECTIONS_MAX) {
            return new Outgoing.Busy();
        }
        ForwardedConnection connection = new ForwardedConnection(start.connectionId(), Long.toString(++ids));
        byDevicesId.put(connection.devicesId, connection);
        byOwnersId.put(connection.ownersId, connection);
        return new Outgoing.Send(
                new PortForwardMessage.New(connection.devicesId, start.host(), start.port(), start.transport()));
    }

    private Outgoing forward(PortForwardMessage.Forward forward) {
        ForwardedConnection connection = byOwnersId.get(forward.connectionId());
        if (connection == null
                || connection.state != ForwardedConnection.State.OPEN
                || forward.bytes().isEmpty()
                || forward.bytes().length() > LinkLimits.CHUNK_MAX) {
            return new Outgoing.Illegal();
        }
        return connection.sends()
                ? new Outgoing.Send(new PortForwardMessage.Forward(connection.devicesId, forward.bytes()))
                : new Outgoing.Busy();
    }

    private Outgoing stop(PortForwardMessage.Stop stop) {
        ForwardedConnection connection = byOwnersId.remove(stop.connectionId());
        if (connection == null) {
            return new Outgoing.Illegal();
        }
        connection.state = ForwardedConnection.State.STOPPING;
        return new Outgoing.Send(new PortForwardMessage.Stop(connection.devicesId));
    }

    @Override
    public Incoming incoming(FromDevice message) {
        return switch (message) {
            case PortForwardMessage.Connected connected -> connected(connected);
            case PortForwardMessage.Forward forward -> received(forward);
            case PortForwardMessage.Ack ack -> acknowledged(ack);
            case PortForwardMessage.Stop stop -> stopped(stop);
            case PortForwardMessage.Error error -> failed(error);
            default -> new Incoming.Illegal();
        };
    }

    private Incoming connected(PortForwardMessage.Connected connected) {
        ForwardedConnection connection = byDevicesId.get(connected.connectionId());
        if (connection == null) {
            return new Incoming.Illegal();
        }
        connection.answered = true;
        return switch (connection.state) {
            case CONNECTING -> {
                connection.state = ForwardedConnection.State.OPEN;
                yield Incoming.Deliver.of(new PortForwardMessage.Connected(connection.ownersId));
            }
            // Its owner did not wait for it; the stop is on its way.
            case STOPPING -> new Incoming.Ignore();
            case OPEN -> new Incoming.Illegal();
        };
    }

    private Incoming received(PortForwardMessage.Forward forward) {
        ForwardedConnection connection = byDevicesId.get(forward.connectionId());
        if (connection == null) {
            return new Incoming.Illegal();
        }
        return switch (connection.state) {
            case OPEN -> deliver(connection, forward);
            // No ack: the agent has dropped the connection, or will before it could read one.
            case STOPPING -> new Incoming.Ignore();
            case CONNECTING -> new Incoming.Illegal();
        };
    }

    private static Incoming deliver(ForwardedConnection connection, PortForwardMessage.Forward forward) {
        PortForwardMessage.Forward told = new PortForwardMessage.Forward(connection.ownersId, forward.bytes());
        return switch (connection.received(forward.bytes().length())) {
            case ACK -> new Incoming.Deliver(told, Optional.of(connection.ack()), Optional.empty());
            case OWED -> Incoming.Deliver.of(told);
            case ILLEGAL ->
                new Incoming.End(
                        new SessionEnd(SessionEnd.Cause.PROTOCOL, "the device sent without waiting for an ack"));
        };
    }

    private Incoming acknowledged(PortForwardMessage.Ack ack) {
        ForwardedConnection connection = byDevicesId.get(ack.connectionId());
        if (connection == null || !connection.acknowledged()) {
            return new Incoming.Illegal();
        }
        return connection.state == ForwardedConnection.State.STOPPING
                ? new Incoming.Ignore()
                : Incoming.Deliver.of(new PortForwardMessage.Ack(connection.ownersId));
    }

    private Incoming stopped(PortForwardMessage.Stop stop) {
        ForwardedConnection connection = byDevicesId.remove(stop.connectionId());
        if (connection == null) {
            return new Incoming.Illegal();
        }
        if (connection.state == ForwardedConnection.State.STOPPING) {
            return new Incoming.Ignore();
        }
        byOwnersId.remove(connection.ownersId);
        return Incoming.Deliver.of(new PortForwardMessage.Stop(connection.ownersId));
    }

    private Incoming failed(PortForwardMessage.Error error) {
        if (error.aboutType().equals("ack")) {
            return new Incoming.Ignore(); // it crossed the connection's end; acks are ours alone
        }
        Optional<ForwardedConnection> about = error.connectionId()
                .flatMap(id -> Optional.ofNullable(byDevicesId.get(id)))
                .or(() -> oldestThatAwaits(error.aboutType()));
        if (about.isEmpty()) {
            return byDevicesId.isEmpty()
                    ? new Incoming.Illegal()
                    : Incoming.Deliver.of(withId(error, Optional.empty()));
        }
        ForwardedConnection connection = about.get();
        return switch (connection.state) {
            case CONNECTING -> {
                forget(connection);
                yield Incoming.Deliver.of(withId(error, Optional.of(connection.ownersId)));
            }
            case OPEN -> Incoming.Deliver.of(withId(error, Optional.of(connection.ownersId)));
            case STOPPING -> {
                if (connection.answered) {
                    forget(connection);
                }
                connection.answered = true;
                yield new Incoming.Ignore();
            }
        };
    }

    private Optional<ForwardedConnection> oldestThatAwaits(String type) {
        return byDevicesId.values().stream()
                .filter(connection -> switch (connection.state) {
                    case CONNECTING -> type.equals("new");
                    case STOPPING -> type.equals(connection.answered ? "stop" : "new");
                    case OPEN -> false;
                })
                .findFirst();
    }

    private void forget(ForwardedConnection connection) {
        byDevicesId.remove(connection.devicesId);
        byOwnersId.remove(connection.ownersId, connection);
    }

    private static PortForwardMessage.Error withId(PortForwardMessage.Error error, Optional<String> id) {
        return new PortForwardMessage.Error(error.text(), error.aboutType(), id);
    }

    /** Bytes of the connection were taken; the ack that is due now, if one is. */
    Optional<ToDevice> taken(String ownersId, int bytes) {
        ForwardedConnection connection = byOwnersId.get(ownersId);
        return connection != null && connection.taken(bytes) ? Optional.of(connection.ack()) : Optional.empty();
    }

    @Override
    public List<ToDevice> leave() {
        byDevicesId.clear();
        byOwnersId.clear();
        return List.of(new ControlMessage.Close());
    }

    @Override
    public boolean settling() {
        return false;
    }

    @Override
    public boolean awaitsDevice() {
        return false; // a connection to a host that is not there takes the agent two minutes, and it says so itself
    }

    @Override
    public String state() {
        return "port forward with " + byOwnersId.size() + " connections";
    }
}
