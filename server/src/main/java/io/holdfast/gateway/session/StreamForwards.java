package io.holdfast.gateway.session;

import io.holdfast.gateway.mux.MuxLink;
import io.holdfast.wire.link.FromDevice;
import io.holdfast.wire.link.LinkProtocol;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ToDevice;
import io.holdfast.wire.mux.MuxStream;
import io.holdfast.wire.mux.MuxTarget;
import io.holdfast.wire.mux.StreamPriority;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Forwarded connections to a device that speaks in streams: each is one of them, and its owner sees the same session as on any other
 * link. Confined to the link's event loop, to which every public method brings its caller.
 */
final class StreamForwards implements HeldSession {
    private final SessionTable table;
    private final MuxLink mux;
    private final String id;
    private final SessionOwner owner;
    private final SessionListener listener;
    private final Map<String, StreamedConnection> byId = new HashMap<>();
    private boolean over;

    StreamForwards(SessionTable table, MuxLink mux, String id, SessionOwner owner, SessionListener listener) {
        this.table = table;
        this.mux = mux;
        this.id = id;
        this.owner = owner;
        this.listener = listener;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public LinkProtocol protocol() {
        return LinkProtocol.PORT_FORWARD;
    }

    @Override
    public SessionOwner owner() {
        return owner;
    }

    private void onLoop(Runnable part) {
        if (table.link().loop().inEventLoop()) {
            part.run();
        } else {
            table.link().loop().execute(part);
        }
    }

    @Override
    public CompletionStage<SendOutcome> send(ToDevice message) {
        CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
        onLoop(() -> {
            // A refusal on the spot is told after the word that the wish was sent, as from a device.
            Runnable afterwards = over ? outcomeOnly(outcome) : judge(message, outcome);
            afterwards.run();
        });
        return outcome;
    }

    private static Runnable outcomeOnly(CompletableFuture<SendOutcome> outcome) {
        outcome.complete(new SendOutcome.Over());
        return () -> {};
    }

    private Runnable judge(ToDevice message, CompletableFuture<SendOutcome> outcome) {
        return switch (message) {
            case PortForwardMessage.New start -> connect(start, outcome);
            case PortForwardMessage.Forward forward ->
                with(forward.connectionId(), outcome, connection -> connection.forward(forward.bytes()));
            case PortForwardMessage.Stop stop -> with(stop.connectionId(), outcome, this::stop);
            default -> illegal(outcome);
        };
    }

    private Runnable with(
            String connectionId,
            CompletableFuture<SendOutcome> outcome,
            Function<StreamedConnection, SendOutcome> wish) {
        StreamedConnection connection = byId.get(connectionId);
        if (connection == null) {
            return illegal(outcome);
        }
        outcome.complete(wish.apply(connection));
        return () -> {};
    }

    private Runnable illegal(CompletableFuture<SendOutcome> outcome) {
        outcome.complete(new SendOutcome.Illegal("port forward with " + byId.size() + " connections"));
        return () -> {};
    }

    private Runnable connect(PortForwardMessage.New start, CompletableFuture<SendOutcome> outcome) {
        String name = start.connectionId();
        if (byId.containsKey(name)) {
            return illegal(outcome);
        }
        if (start.transport() != PortForwardMessage.Transport.TCP) {
            outcome.complete(new SendOutcome.Sent());
            return () -> tell(new PortForwardMessage.Error(
                    "this device forwards TCP connections only", start.type(), Optional.of(name)));
        }
        StreamedConnection connection = new StreamedConnection(this, mux, name);
        Optional<MuxStream> stream = byId.size() == DeviceSessions.CONNECTIONS_MAX
                ? Optional.empty()
                : mux.open(new MuxTarget.Tcp(start.host(), start.port()), StreamPriority.HTTP, connection);
        stream.ifPresent(open -> {
            connection.over(open);
            byId.put(name, connection);
        });
        outcome.complete(stream.isPresent() ? new SendOutcome.Sent() : new SendOutcome.Busy());
        return () -> {};
    }

    private SendOutcome stop(StreamedConnection connection) {
        byId.remove(connection.name());
        connection.stop();
        return new SendOutcome.Sent();
    }

    void tell(FromDevice message) {
        if (!over) {
            listener.message(message);
        }
    }

    void forget(StreamedConnection connection) {
        byId.remove(connection.name(), connection);
    }

    @Override
    public void taken(String connectionId, int bytes) {
        onLoop(() -> Optional.ofNullable(byId.get(connectionId)).ifPresent(connection -> connection.taken(bytes)));
    }

    /** Each connection has a window of its own, which its owner opens by {@link #taken}: nothing else need be stopped. */
    @Override
    public void reading(boolean wanted) {}

    @Override
    public boolean paused() {
        return false;
    }

    /** Each connection is told by its own stream. */
    @Override
    public void room() {}

    @Override
    public void look() {}

    @Override
    public void close() {
        onLoop(() -> end(SessionEnd.of(SessionEnd.Cause.CLOSED)));
    }

    @Override
    public void linkEnded(SessionEnd end) {
        end(end);
    }

    private void end(SessionEnd end) {
        if (!over) {
            over = true;
            List.copyOf(byId.values()).forEach(StreamedConnection::abandon);
            byId.clear();
            table.ended(this);
            table.forget(this);
            listener.closed(end);
        }
    }

    @Override
    public void forgotten() {}
}
