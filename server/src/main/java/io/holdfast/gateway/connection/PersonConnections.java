package io.holdfast.gateway.connection;

import io.holdfast.access.Caller;
import io.holdfast.access.Sessions;
import io.holdfast.gateway.history.Access;
import io.holdfast.gateway.history.Recordings;
import io.holdfast.gateway.history.SessionBook;
import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.PersonChannel;
import io.holdfast.gateway.person.PersonCounters;
import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.DatabaseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * People's connections to this node's devices, within bounds. Each is looked at twice a second: a token that was revoked anywhere ends
 * what it opened within a second. While the database is away nobody is sent away: that is our trouble, not his.
 */
public final class PersonConnections implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PersonConnections.class);

    /** On one node: each costs some 30 KB and a place in its device's queue. */
    public static final int MAX = 2_000;

    /** One person's tools and pages at one time. */
    public static final int PER_USER_MAX = 32;

    /** One device's; its agent serves 16 sessions. */
    public static final int PER_DEVICE_MAX = 16;

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** What connections are made of. */
    public record Parts(
            DeviceSessions sessions,
            SessionBook book,
            Recordings recordings,
            Sessions tokens,
            PersonCounters counters,
            Clock clock) {}

    private final Parts parts;
    private final Set<PersonConnection> connections = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean closed;

    public PersonConnections(Parts parts) {
        this.parts = parts;
        this.thread = Thread.ofVirtual().name("person-connections").unstarted(this::run);
    }

    /** Looks twice a second until closed. */
    public PersonConnections start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!closed) {
                Thread.sleep(LOOK_EVERY);
                look();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there is room for another; two at once may both be told so, and one of them is sent away when it comes. */
    public boolean room(Caller caller, DeviceRef device) {
        return connections.size() < MAX
                && count(connection -> connection.caller().user().equals(caller.user())) < PER_USER_MAX
                && count(connection -> connection.device().equals(device)) < PER_DEVICE_MAX;
    }

    private long count(java.util.function.Predicate<Access> which) {
        return connections.stream().map(PersonConnection::access).filter(which).count();
    }

    /** Takes a person's channel to a device that he may use. Called on the channel's event loop. */
    public PersonChannel.Receiver take(Access access, PersonChannel channel) {
        PersonConnection connection = new PersonConnection(this, parts, access, channel);
        boolean room = room(access.caller(), access.device());
        connections.add(connection);
        if (closed) {
            connection.end(Farewell.RESTART);
        } else if (room) {
            counters().add(PersonCounters.Count.OPENED);
        } else {
            counters().add(PersonCounters.Count.REFUSED);
            connection.end(Farewell.TOO_MANY);
        }
        return connection;
    }

    void left(PersonConnection connection) {
        connections.remove(connection);
    }

    /** How many there are. */
    public int count() {
        return connections.size();
    }

    /** Looks once at each. */
    public void look() {
        List<PersonConnection> all = List.copyOf(connections);
        all.forEach(connection -> connection.run(connection::look));
        Set<Caller> callers = new HashSet<>();
        all.forEach(connection -> callers.add(connection.access().caller()));
        if (!callers.isEmpty()) {
            sendAway(all, callers);
        }
    }

    private void sendAway(List<PersonConnection> all, Set<Caller> callers) {
        try {
            Set<Caller> good = parts.tokens().standing(callers);
            for (PersonConnection connection : all) {
                if (!good.contains(connection.access().caller())) {
                    counters().add(PersonCounters.Count.SIGNED_OUT);
                    connection.run(() -> connection.end(Farewell.SIGNED_OUT));
                }
            }
        } catch (DatabaseException away) {
            log.atDebug().addKeyValue("cause", away.getMessage()).log("tokens of open connections are looked at later");
        }
    }

    PersonCounters counters() {
        return parts.counters();
    }

    long nanos() {
        return parts.clock().monotonicNanos();
    }

    /** Sends everybody away. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        connections.forEach(connection -> connection.run(() -> connection.end(Farewell.RESTART)));
    }
}
