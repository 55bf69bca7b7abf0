package io.holdfast.assembly;

import io.holdfast.api.Route;
import io.holdfast.api.mender.DeviceFileRoutes;
import io.holdfast.api.mender.DeviceSessionRoutes;
import io.holdfast.api.mender.LiveDeviceRoutes;
import io.holdfast.api.mender.SessionWatchRoute;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.gateway.client.ClientWishes;
import io.holdfast.gateway.connection.LiveDevices;
import io.holdfast.gateway.connection.PersonConnections;
import io.holdfast.gateway.files.FileTransfers;
import io.holdfast.gateway.files.UploadHold;
import io.holdfast.gateway.history.Recordings;
import io.holdfast.gateway.history.SessionBook;
import io.holdfast.gateway.history.SessionHistory;
import io.holdfast.gateway.person.PersonCounters;
import io.holdfast.gateway.terminal.RunningTerminals;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.metrics.Metrics;
import io.holdfast.release.BlobStore;
import io.holdfast.release.BlobSweep;
import io.holdfast.release.DiskBlobStore;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** People's way to live devices: terminals, forwarded connections, files, and what is kept of them. */
final class LiveAccess implements AutoCloseable {
    private final PersonConnections connections;
    private final SessionBook book;
    private final BlobSweep sweep;
    private final List<Route> routes;

    private LiveAccess(PersonConnections connections, SessionBook book, BlobSweep sweep, List<Route> routes) {
        this.connections = connections;
        this.book = book;
        this.sweep = sweep;
        this.routes = routes;
    }

    static LiveAccess to(
            Gateway gateway,
            Node node,
            FleetImage image,
            FleetTransactions transactions,
            People people,
            Metrics metrics,
            Clock clock)
            throws IOException {
        SessionHistory history = new SessionHistory(transactions);
        SessionBook book = new SessionBook(history);
        BlobStore stored = DiskBlobStore.open(node.folder("recordings"));
        Recordings recordings = new Recordings(stored, clock);
        LiveDevices devices = new LiveDevices(image, gateway.links());
        RunningTerminals terminals = new RunningTerminals();
        PersonConnections connections = new PersonConnections(new PersonConnections.Parts(
                        gateway.sessions(),
                        book,
                        recordings,
                        terminals,
                        people.sessions(),
                        new PersonCounters(metrics.registry()),
                        clock))
                .start();
        Gauge.builder("holdfast_person_connections", connections, PersonConnections::count)
                .description("People's WebSockets to devices")
                .register(metrics.registry());
        List<Route> routes = new ArrayList<>();
        routes.addAll(new LiveDeviceRoutes(devices, connections, new ClientWishes(gateway.sessions()), book).routes());
        routes.addAll(new DeviceFileRoutes(
                        devices, new FileTransfers(gateway.sessions()), UploadHold.in(node.folder("uploads")), book)
                .routes());
        routes.addAll(new DeviceSessionRoutes(history, recordings).routes());
        routes.addAll(new SessionWatchRoute(terminals, connections, history, people.users()).routes());
        return new LiveAccess(
                connections, book, BlobSweep.start(stored, SessionHistory::recordings, transactions, clock), routes);
    }

    List<Route> routes() {
        return routes;
    }

    /** Ends people's connections, before devices' links are. */
    void sendAway() {
        connections.close();
    }

    @Override
    public void close() {
        connections.close();
        sweep.close();
        book.close();
    }
}
