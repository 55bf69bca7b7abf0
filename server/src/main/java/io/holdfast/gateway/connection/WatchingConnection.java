package io.holdfast.gateway.connection;

import io.holdfast.gateway.history.Access;
import io.holdfast.gateway.history.Watch;
import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.Person;
import io.holdfast.gateway.person.PersonChannel;
import io.holdfast.gateway.person.PersonCounters;
import io.holdfast.gateway.terminal.Audience;
import io.holdfast.gateway.terminal.Spectator;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One WebSocket of a person who watches somebody's terminal. He sees what it shows from now on; nothing that he sends reaches it, and
 * nobody waits for him: who reads too slowly is sent away. Confined to its event loop, but for what the terminal tells.
 */
final class WatchingConnection implements PersonChannel.Receiver, Spectator, OpenConnection {
    /** As much as the terminal's own person may leave unread before the device is slowed. */
    static final int UNREAD_MAX = 256 << 10;

    private final PersonConnections owner;
    private final Watch watch;
    private final Audience audience;
    private final PersonChannel channel;
    private final Person person;
    private final Heartbeat heartbeat;
    private final long beganNanos;
    private final AtomicInteger unread = new AtomicInteger();
    private final AtomicBoolean tooSlow = new AtomicBoolean();
    private final AtomicLong shown = new AtomicLong();
    private boolean ending;
    private boolean closed;

    WatchingConnection(PersonConnections owner, Watch watch, Audience audience, PersonChannel channel) {
        this.owner = owner;
        this.watch = watch;
        this.audience = audience;
        this.channel = channel;
        this.person = new Person(watch.access().caller(), channel, owner.counters());
        this.beganNanos = owner.nanos();
        this.heartbeat = new Heartbeat(beganNanos);
    }

    void begin() {
        audience.join(this);
    }

    @Override
    public Access access() {
        return watch.access();
    }

    @Override
    public Optional<DeviceRef> occupies() {
        return Optional.empty();
    }

    @Override
    public String name() {
        return watch.watcher();
    }

    @Override
    public void shown(byte[] message) {
        if (unread.addAndGet(message.length) <= UNREAD_MAX) {
            shown.addAndGet(message.length);
            channel.send(message, () -> unread.addAndGet(-message.length));
        } else if (tooSlow.compareAndSet(false, true)) {
            owner.counters().add(PersonCounters.Count.WATCHED_TOO_SLOWLY);
            ended(Farewell.TOO_SLOW);
        }
    }

    @Override
    public void ended(Farewell why) {
        run(() -> end(why));
    }

    @Override
    public void message(byte[] message) {
        heard();
        if (ending) {
            return;
        }
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
            case ControlMessage.Ping ignored -> person.pong();
            case ControlMessage.Close ignored -> end(Farewell.DONE);
            // What a terminal's page sends by itself.
            case ControlMessage.Pong ignored -> person.needless();
            case ShellMessage.Pong ignored -> person.needless();
            case ShellMessage.Resize ignored -> person.needless();
            case ControlMessage other -> onlyLooks(other);
            case ShellMessage other -> onlyLooks(other);
            case PortForwardMessage other -> onlyLooks(other);
            case FileTransferMessage other -> onlyLooks(other);
            case MenderClientMessage other -> onlyLooks(other);
        }
    }

    private void onlyLooks(LinkMessage message) {
        person.illegal(watch.session().id().toString(), message, "who watches only looks");
        if (person.sentAway() && !ending) {
            leave(Farewell.ILLEGAL);
        }
    }

    @Override
    public void heard() {
        heartbeat.heard(owner.nanos());
    }

    @Override
    public void look() {
        long now = owner.nanos();
        if (!ending && heartbeat.silent(now)) {
            end(Farewell.SILENT);
        } else if (!ending && heartbeat.asks(now)) {
            channel.ping();
        }
    }

    @Override
    public void end(Farewell why) {
        if (!ending) {
            leave(why);
            channel.close(why);
        }
    }

    private void leave(Farewell why) {
        ending = true;
        audience.leave(this);
        owner.book().watched(watch, (owner.nanos() - beganNanos) / 1_000_000_000L, why.reason(), shown.get());
    }

    @Override
    public void closed() {
        if (!closed) {
            closed = true;
            if (!ending) {
                leave(Farewell.DONE);
            }
            owner.left(this);
        }
    }

    @Override
    public void run(Runnable task) {
        channel.loop().execute(task);
    }
}
