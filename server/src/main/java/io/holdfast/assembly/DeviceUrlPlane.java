package io.holdfast.assembly;

import io.holdfast.access.Caller;
import io.holdfast.access.Sessions;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.edge.image.TokenKeys;
import io.holdfast.exposure.DeviceUrls;
import io.holdfast.exposure.UrlUse;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.gateway.forward.DeviceStreams;
import io.holdfast.gateway.forward.ForwardStreams;
import io.holdfast.gateway.forward.MuxStreams;
import io.holdfast.gateway.url.DeviceUrlServer;
import io.holdfast.gateway.url.OfflineSince;
import io.holdfast.gateway.url.UrlAddresses;
import io.holdfast.gateway.url.UrlGate;
import io.holdfast.gateway.url.UrlInvitations;
import io.holdfast.gateway.url.UrlPasses;
import io.holdfast.gateway.url.UrlRounds;
import io.holdfast.gateway.url.UrlVisits;
import io.holdfast.gateway.url.VisitorSessions;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.PublicAddress;
import io.holdfast.platform.metrics.Metrics;
import io.holdfast.tenancy.BlindLimit;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Visitors' way to ports of devices, and people's way to say who may go it. */
final class DeviceUrlPlane implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeviceUrlPlane.class);

    private final DeviceUrlServer server;
    private final DeviceUrls urls;
    private final UrlInvitations invitations;
    private final UrlRounds rounds;

    private DeviceUrlPlane(DeviceUrlServer server, DeviceUrls urls, UrlInvitations invitations, UrlRounds rounds) {
        this.server = server;
        this.urls = urls;
        this.invitations = invitations;
        this.rounds = rounds;
    }

    static DeviceUrlPlane over(
            ServerConfig config,
            Gateway gateway,
            FleetImage image,
            FleetTransactions transactions,
            Transactions rows,
            Sessions sessions,
            PublicAddress address,
            Metrics metrics,
            Clock clock,
            Dice dice) {
        // The signed word begins with another than a download's: one is never taken for the other.
        UrlPasses passes = new UrlPasses(
                () -> keys(image).signingDownloadLinks(),
                id -> keys(image).downloadLinks().key(id),
                dice);
        UrlAddresses addresses = new UrlAddresses(config.deviceUrls().domain());
        UrlGate gate = new UrlGate(image, passes, clock);
        VisitorSessions people = new VisitorSessions(
                callers -> standing(sessions, callers),
                tenant -> image.tenant(tenant).map(ImageTenant::blindLimit).orElse(BlindLimit.DEFAULT),
                clock);
        UrlUse use = new UrlUse(rows);
        UrlVisits visits = new UrlVisits(clock, batch -> recorded(use, batch));
        OfflineSince offline = new OfflineSince(image, clock);
        gateway.links().listen(offline);
        DeviceStreams streams = new MuxStreams(gateway.sessions(), new ForwardStreams(gateway.sessions()));
        boolean https =
                config.publicUrl().map(URI::getScheme).filter("https"::equals).isPresent();
        DeviceUrlServer server = new DeviceUrlServer(new DeviceUrlServer.Parts(
                image, addresses, gate, passes, people, visits, streams, offline, address.outside(), https, clock));
        publish(metrics, server, visits);
        return new DeviceUrlPlane(
                server,
                new DeviceUrls(transactions, dice),
                new UrlInvitations(image, addresses, passes, clock),
                new UrlRounds(server, people, visits).start());
    }

    private static TokenKeys keys(FleetImage image) {
        return image.tokenKeys();
    }

    private static Optional<Set<Caller>> standing(Sessions sessions, Set<Caller> callers) {
        try {
            return Optional.of(sessions.standing(callers));
        } catch (DatabaseException away) {
            log.atDebug().addKeyValue("cause", away.getMessage()).log("visitors are looked at later");
            return Optional.empty();
        }
    }

    private static boolean recorded(UrlUse use, UrlUse.Batch batch) {
        try {
            use.record(batch);
            return true;
        } catch (DatabaseException away) {
            log.atDebug().addKeyValue("cause", away.getMessage()).log("visits are put on record later");
            return false;
        }
    }

    private static void publish(Metrics metrics, DeviceUrlServer server, UrlVisits visits) {
        Gauge.builder("holdfast_device_url_requests", server, DeviceUrlServer::inFlight)
                .description("Requests and WebSockets that pass through device URLs now")
                .register(metrics.registry());
        FunctionCounter.builder("holdfast_device_url_visits_left_out", visits, UrlVisits::leftOut)
                .description(
                        "Visits that are on no record: beyond an hour's strangers, or because the database was away for too long")
                .register(metrics.registry());
    }

    DeviceUrlServer server() {
        return server;
    }

    DeviceUrls urls() {
        return urls;
    }

    UrlInvitations invitations() {
        return invitations;
    }

    @Override
    public void close() {
        rounds.close();
    }
}
