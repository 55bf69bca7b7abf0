package io.holdfast.gateway.connection;

import io.holdfast.gateway.forward.Forwards;
import io.holdfast.gateway.history.Access;
import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.Person;
import io.holdfast.gateway.person.PersonChannel;
import io.holdfast.gateway.person.PersonCounters;
import io.holdfast.gateway.terminal.Terminal;
import io.holdfast.identity.DeviceRef;
import io.holdfast.wire.link.ControlMessage;
import io.holdfast.wire.link.FileTransferMessage;
import io.holdfast.wire.link.LinkMessage;
import io.holdfast.wire.link.LinkReader;
import io.holdfast.wire.link.LinkReading;
import io.holdfast.wire.link.MenderClientMessage;
import io.holdfast.wire.link.PortForwardMessage;
import io.holdfast.wire.link.ShellMessage;
import io.holdfast.wire.link.ToDevice;
import java.util.Optional;

/** One WebSocket of a person to a device: at most one terminal and one session of forwarded connections. Confined to its event loop. */
final class PersonConnection implements PersonChannel.Receiver, OpenConnection {
    private final PersonConnections owner;
    private final Access access;
    private final PersonChannel channel;
    private final Person person;
    private final Terminal terminal;
    private final Forwards forwards;
    private final Heartbeat heartbeat;
    private Optional<Farewell> farewell = Optional.empty();
    private long overNanos;
    private long activeNanos;
    private long moved;
    private boolean ending;
    private boolean closed;

    PersonConnection(PersonConnections owner, PersonConnections.Parts parts, Access access, PersonChannel channel) {
        this.owner = owner;
        this.access = access;
        this.channel = channel;
        this.person = new Person(access.caller(), channel, parts.counters());
        this.terminal = new Terminal(
                person, access, parts.sessions(), parts.book(), parts.recordings(), parts.terminals(), this::over);
        this.forwards = new Forwards(person, access, parts.sessions(), parts.book(), this::over);
        this.activeNanos = owner.nanos();
        this.heartbeat = new Heartbeat(activeNanos);
    }

    @Override
    public Access access() {
        return access;
    }

    @Override
    public Optional<DeviceRef> occupies() {
        return Optional.of(access.device());
    }

    @Override
    public void message(byte[] message) {
        heard();
        switch (LinkReader.toDevice(message)) {
            case LinkReading.Refused<ToDevice> ignored -> {
                owner.counters().add(PersonCounters.Count.UNREADABLE);
                end(Farewell.UNREADABLE);
            }
            case LinkReading.Message<ToDevice> read -> take(read.message());
        }
    }

    private void take(LinkMessage message) {
        switch (message) {
            case ControlMessage control -> control(control);
            case ShellMessage shell -> {
                activeNanos = owner.nanos();
                terminal.take(shell);
            }
            case PortForwardMessage forward -> {
                activeNanos = owner.nanos();
                forwards.take(forward);
            }
            case FileTransferMessage file -> person.illegal("", file, "files go over upload and download");
            case MenderClientMessage wish -> person.illegal("", wish, "ask with POST check-update or send-inventory");
        }
    }

    private void control(ControlMessage message) {
        switch (message) {
            case ControlMessage.Open open -> forwards.greet(open);
            case ControlMessage.Ping ignored -> person.pong();
            case ControlMessage.Close ignored -> end(Farewell.DONE);
            case ControlMessage.Pong ignored -> person.needless();
            case ControlMessage.Error ignored -> person.needless();
            case ControlMessage.Accept ignored -> person.needless();
        }
    }

    @Override
    public void heard() {
        heartbeat.heard(owner.nanos());
    }

    /** One of the parts is over; the connection is when all are. */
    private void over(Farewell why) {
        if (!terminal.live() && !forwards.live()) {
            farewell = Optional.of(why);
            overNanos = owner.nanos();
        }
    }

    @Override
    public void look() {
        if (ending) {
            return;
        }
        long now = owner.nanos();
        if (forwards.moved() != moved) {
            moved = forwards.moved();
            activeNanos = now;
        }
        boolean over = farewell.isPresent() && !terminal.live() && !forwards.live();
        if (over && Heartbeat.since(overNanos, Attendance.LINGER_MAX, now)) {
            end(farewell.get());
        } else if (heartbeat.silent(now)) {
            end(Farewell.SILENT);
        } else if (Heartbeat.since(activeNanos, Attendance.IDLE_MAX, now)) {
            owner.counters().add(PersonCounters.Count.IDLE);
            end(Farewell.IDLE);
        } else if (heartbeat.asks(now)) {
            channel.ping();
        }
    }

    @Override
    public void end(Farewell why) {
        if (!ending) {
            ending = true;
            leave();
            channel.close(why);
        }
    }

    private void leave() {
        terminal.leave();
        forwards.leave();
    }

    @Override
    public void closed() {
        if (!closed) {
            closed = true;
            leave();
            owner.left(this);
        }
    }

    @Override
    public void run(Runnable task) {
        channel.loop().execute(task);
    }
}
