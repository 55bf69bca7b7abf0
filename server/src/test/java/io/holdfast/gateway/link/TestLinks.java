package io.holdfast.gateway.link;

import io.holdfast.edge.image.DeviceRow;
import io.holdfast.edge.image.HashPrefix;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageStanding;
import io.holdfast.edge.image.ImageTenant;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.tenancy.BlindLimit;
import io.holdfast.tenancy.PingInterval;
import io.holdfast.tenancy.TenantId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.roaringbitmap.RoaringBitmap;

/** Links of a small fleet whose time stands still until a test turns it; their connections are Netty's embedded ones. */
public final class TestLinks {
    // No two links of one test have the same session.
    private static final AtomicLong SEEDS = new AtomicLong();

    public final ManualClock clock;
    public final TenantId tenant;
    public final ImageWriter writer;
    public final LinkCounters counters = new LinkCounters(new SimpleMeterRegistry());
    public final OutboundBudget budget;
    /** The part of the fleet's only tenant. */
    public final OutboundBudget.Share share;

    public final DeviceLinks links;
    public final List<String> events = new ArrayList<>();
    public PingInterval interval = PingInterval.DEFAULT;

    public TestLinks() {
        this(1 << 20);
    }

    public TestLinks(long outboundBytes) {
        this(outboundBytes, new ManualClock(), TenantId.random());
    }

    /** The links of another node of the same cell, in the same time. */
    public TestLinks(TestLinks other) {
        this(1 << 20, other.clock, other.tenant);
    }

    private TestLinks(long outboundBytes, ManualClock clock, TenantId tenant) {
        this.clock = clock;
        this.tenant = tenant;
        writer = ImageWriter.create(clock, Dice.seeded(1));
        budget = new OutboundBudget(outboundBytes);
        share = budget.of(tenant);
        writer.tenant(new ImageTenant(tenant, "default", true, true, BlindLimit.DEFAULT, PingInterval.DEFAULT));
        links = new DeviceLinks(
                writer.image(), clock, Dice.seeded(SEEDS.incrementAndGet()), who -> interval, counters, budget);
        links.listen(new LinkListener() {
            @Override
            public void opened(DeviceLink link) {
                events.add("opened " + link.number());
            }

            @Override
            public void room(DeviceLink link) {
                events.add("room " + link.number());
            }

            @Override
            public void closed(DeviceLink link, CloseCause cause) {
                events.add("closed " + link.number() + " " + cause.label());
            }
        });
    }

    /** An accepted device. */
    public ImageDevice device() {
        DeviceId id = DeviceId.random();
        accepted(id, 0);
        return writer.image().device(tenant, id).orElseThrow();
    }

    public void accepted(DeviceId id, long notBefore) {
        HashPrefix hash = HashPrefix.of(ByteBuffer.allocate(32)
                .putLong(id.value().getMostSignificantBits())
                .putLong(id.value().getLeastSignificantBits())
                .array());
        writer.device(new DeviceRow(
                tenant, id, AuthSetId.random(), hash, hash, ImageStanding.ACCEPTED, notBefore, OptionalLong.empty()));
        published();
    }

    /** Publishes what was written to the image, and tells the links as the node does. */
    public void published() {
        RoaringBitmap changed = writer.publish().devices();
        writer.applied(1);
        writer.looked(clock.monotonicNanos());
        links.devicesChanged(changed);
    }

    /** Opens a link of the device. */
    public Opened open(ImageDevice device) {
        return open(device, Subprotocol.PROTOMSG);
    }

    /** Opens a link of a device that speaks this. */
    public Opened open(ImageDevice device, Subprotocol spoken) {
        DeviceLink link = links.prepare(device, spoken);
        EmbeddedChannel channel = new EmbeddedChannel(link);
        links.opened(link);
        return new Opened(link, channel);
    }

    /** A link and the far end of its connection. */
    public record Opened(DeviceLink link, EmbeddedChannel channel) {}

    /** Time passes as on a node: the links are looked at every half second. */
    public void pass(Duration span, List<Opened> opened) {
        for (long half = span.toMillis() / 500; half > 0; half--) {
            clock.advance(Duration.ofMillis(500));
            links.look();
            opened.forEach(each -> each.channel().runPendingTasks());
        }
    }
}
