package io.holdfast.assembly;

import io.holdfast.edge.feed.NodeIdentity;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.feed.Propagation;
import io.holdfast.gateway.client.ClientWishes;
import io.holdfast.gateway.command.CommandDelivery;
import io.holdfast.gateway.connection.LiveDevices;
import io.holdfast.gateway.link.DeviceLinks;
import io.holdfast.gateway.link.LinkCounters;
import io.holdfast.gateway.link.LinkSweep;
import io.holdfast.gateway.link.OutboundBudget;
import io.holdfast.gateway.link.PingIntervals;
import io.holdfast.gateway.presence.Presences;
import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.metrics.Metrics;
import io.holdfast.tenancy.PingInterval;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Devices' live links and what is made of them. */
final class Gateway implements AutoCloseable {
    /** A supervisor kills after 30 s or later; the ports close and the last batches are written after this. */
    private static final Duration DRAIN_MAX = Duration.ofSeconds(10);

    private final DeviceLinks links;
    private final DeviceSessions sessions;
    private final Presences presences;
    private final LinkSweep sweep;
    private final LinkCounters counters;

    private Gateway(DeviceLinks links, LinkCounters counters, DeviceSessions sessions, Presences presences) {
        this.counters = counters;
        this.links = links;
        this.sessions = sessions;
        this.presences = presences;
        this.sweep = LinkSweep.start(this::look);
    }

    static Gateway over(
            NodeImage node, NodeIdentity identity, Transactions transactions, Clock clock, Dice dice, Metrics metrics) {
        PingIntervals intervals = tenant ->
                node.image().tenant(tenant).map(ImageTenant::pingInterval).orElse(PingInterval.DEFAULT);
        OutboundBudget outbound = OutboundBudget.ofHeap();
        LinkCounters counters = new LinkCounters(metrics.registry());
        DeviceLinks links = new DeviceLinks(node.image(), clock, dice, intervals, counters, outbound);
        Gateway gateway = new Gateway(
                links,
                counters,
                new DeviceSessions(node.image(), links, dice),
                Presences.start(node.image(), links, identity, transactions, clock, dice));
        gateway.follow(node);
        gateway.publish(metrics.registry(), outbound);
        return gateway;
    }

    private void follow(NodeImage node) {
        node.onDevicesChanged(
                devices -> {
                    links.devicesChanged(devices);
                    presences.devicesChanged(devices);
                },
                links::everythingChanged);
    }

    private void publish(MeterRegistry registry, OutboundBudget outbound) {
        Gauge.builder("holdfast_links", links, DeviceLinks::count)
                .description("Devices with a live link here")
                .register(registry);
        Gauge.builder("holdfast_links_outbound_bytes", outbound, OutboundBudget::used)
                .description("Waiting for devices that read slowly")
                .register(registry);
        Gauge.builder("holdfast_link_sessions", sessions, DeviceSessions::count)
                .description("Sessions open on links: terminals, transfers, tunnels")
                .register(registry);
        FunctionCounter.builder("holdfast_link_timeline_left_out", presences, Presences::eventsLeftOut)
                .description("Comings and goings that no timeline has, because the database was away for too long")
                .register(registry);
    }

    private void look() {
        links.look();
        sessions.look();
        presences.look();
    }

    DeviceLinks links() {
        return links;
    }

    /** What is counted of them. */
    LinkCounters linkCounters() {
        return counters;
    }

    /** Where terminals, files and tunnels get their sessions. */
    DeviceSessions sessions() {
        return sessions;
    }

    /** Which devices are online. */
    Presences presences() {
        return presences;
    }

    /** Sends commands that wait to the devices that are here. */
    CommandDelivery deliver(
            FleetImage image, Transactions transactions, Propagation propagation, Clock clock, Metrics metrics) {
        LiveDevices devices = new LiveDevices(image, links);
        CommandDelivery delivery = CommandDelivery.start(
                transactions, devices::has, propagation::reached, new ClientWishes(sessions), clock);
        Gauge.builder("holdfast_commands_waiting", delivery, CommandDelivery::waiting)
                .description("Commands that wait for their devices, in the whole cell")
                .register(metrics.registry());
        return delivery;
    }

    /** Ends the links, each with a time to come back, before the ports close. */
    void drain() {
        links.drain(DRAIN_MAX);
    }

    @Override
    public void close() {
        sweep.close();
        presences.close();
    }
}
