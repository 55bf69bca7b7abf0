package io.holdfast.gateway.connection;

import io.holdfast.access.Caller;
import io.holdfast.access.Sessions;
import io.holdfast.gateway.history.Access;
import io.holdfast.gateway.history.Recordings;
import io.holdfast.gateway.history.SessionBook;
import io.holdfast.gateway.history.Watch;
import io.holdfast.gateway.person.Farewell;
import io.holdfast.gateway.person.PersonChannel;
import io.holdfast.gateway.person.PersonCounters;
import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.gateway.terminal.Audience;
import io.holdfast.gateway.terminal.RunningTerminals;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.DatabaseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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

    /** On one node: each costs some 30 KB and a place in its device's queue. Of one tenant a {@link io.holdfast.tenancy.FairShare}. */
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
            RunningTerminals terminals,
            Sessions tokens,
            PersonCounters counters,
            Clock clock) {}

    private final Parts parts;
    private final ConnectionPlaces places = new ConnectionPlaces();
    private final Set<OpenConnection> connections = ConcurrentHashMap.newKeySet();
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
        return places.room(caller, Optional.of(device));
    }

    /** The same of a connection over which somebody watches; it takes none of the device's places. */
    public boolean roomToWatch(Caller caller) {
        return places.room(caller, Optional.empty());
    }

    /** Takes a person's channel to a device that he may use. Called on the channel's event loop. */
    public PersonChannel.Receiver take(Access access, PersonChannel channel) {
        PersonConnection connection = new PersonConnection(this, parts, access, channel);
        boolean stays = admit(connection);
        return connection;
    }

    /** Takes the channel of a person who watches a terminal, which is on record. Called on the channel's event loop. */
    public PersonChannel.Receiver watch(Watch watch, Audience audience, PersonChannel channel) {
        WatchingConnection connection = new WatchingConnection(this, watch, audience, channel);
        if (admit(connection)) {
            connection.begin();
        }
        return connection;
    }

    private boolean admit(OpenConnection connection) {
        if (!places.enter(connection.access().caller(), connection.occupies())) {
            counters().add(PersonCounters.Count.REFUSED);
            connection.end(Farewell.TOO_MANY);
            return false;
        }
        connections.add(connection);
        if (closed) {
            connection.end(Farewell.RESTART);
            return false;
        }
        counters().add(PersonCounters.Count.OPENED);
        return true;
    }

    void left(OpenConnection connection) {
        // One that was refused never had a place.
        if (connections.remove(connection)) {
            places.leave(connection.access().caller(), connection.occupies());
        }
    }

    /** How many there are. */
    public int count() {
        return connections.size();
    }

    /** Looks once at each. */
    public void look() {
        List<OpenConnection> all = List.copyOf(connections);
        all.forEach(connection -> connection.run(connection::look));
        Set<Caller> callers = new HashSet<>();
        all.forEach(connection -> callers.add(connection.access().caller()));
        if (!callers.isEmpty()) {
            sendAway(all, callers);
        }
    }

    private void sendAway(List<OpenConnection> all, Set<Caller> callers) {
        try {
            Set<Caller> good = parts.tokens().standing(callers);
            for (OpenConnection connection : all) {
                if (!good.contains(connection.access().caller())) {
                    counters().add(PersonCounters.Count.SIGNED_OUT);
                    connection.run(() -> connection.end(Farewell.SIGNED_OUT));
                }
            }
        } catch (DatabaseException away) {
            log.atDebug().addKeyValue("cause", away.getMessage()).log("tokens of open connections are looked at later");
        }
    }

    SessionBook book() {
        return parts.book();
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
