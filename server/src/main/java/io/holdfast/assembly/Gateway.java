package io.holdfast.assembly;

import io.holdfast.gateway.link.DeviceLinks;
import io.holdfast.gateway.link.LinkCounters;
import io.holdfast.gateway.link.LinkSweep;
import io.holdfast.gateway.link.OutboundBudget;
import io.holdfast.gateway.link.PingIntervals;
import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.metrics.Metrics;
import io.holdfast.tenancy.PingInterval;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;

/** Devices' live links and what is made of them. */
final class Gateway implements AutoCloseable {
    /** A supervisor kills after 30 s or later; the ports close and the last batches are written after this. */
    private static final Duration DRAIN_MAX = Duration.ofSeconds(10);

    private final DeviceLinks links;
    private final DeviceSessions sessions;
    private final LinkSweep sweep;

    private Gateway(DeviceLinks links, DeviceSessions sessions, LinkSweep sweep) {
        this.links = links;
        this.sessions = sessions;
        this.sweep = sweep;
    }

    static Gateway over(NodeImage node, Clock clock, Dice dice, Metrics metrics) {
        PingIntervals intervals = tenant -> PingInterval.DEFAULT;
        OutboundBudget outbound = OutboundBudget.ofHeap();
        DeviceLinks links = new DeviceLinks(
                node.image(), clock, dice, intervals, new LinkCounters(metrics.registry()), outbound);
        node.onDevicesChanged(links::devicesChanged, links::everythingChanged);
        Gauge.builder("holdfast_links", links, DeviceLinks::count)
                .description("Devices with a live link here")
                .register(metrics.registry());
        Gauge.builder("holdfast_links_outbound_bytes", outbound, OutboundBudget::used)
                .description("Waiting for devices that read slowly")
                .register(metrics.registry());
        DeviceSessions sessions = new DeviceSessions(node.image(), links, dice);
        Gauge.builder("holdfast_link_sessions", sessions, DeviceSessions::count)
                .description("Sessions open on links: terminals, transfers, tunnels")
                .register(metrics.registry());
        return new Gateway(
                links,
                sessions,
                LinkSweep.start(() -> {
                    links.look();
                    sessions.look();
                }));
    }

    DeviceLinks links() {
        return links;
    }

    /** Where terminals, files and tunnels get their sessions. */
    DeviceSessions sessions() {
        return sessions;
    }

    /** Ends the links, each with a time to come back, before the ports close. */
    void drain() {
        links.drain(DRAIN_MAX);
    }

    @Override
    public void close() {
        sweep.close();
    }
}
