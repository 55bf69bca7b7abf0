package io.holdfast.operator.control;

import io.holdfast.edge.admission.Admittance;
import io.holdfast.edge.admission.DeviceCheck;
import io.holdfast.edge.admission.DeviceWork;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.platform.clock.Clock;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * What is switched off on this node. Asked on event loops for each request: without switches that is one look at an empty list. Switching
 * is on the disk before it is in force, so that a restart does not switch on what was off; with a disk that refuses, it is in force
 * until the restart.
 */
public final class KillSwitches implements DeviceCheck {
    /** Each is a look more for every request; who needs more switches off the route. */
    static final int MAX = 64;

    /** Longer, and somebody has forgotten it. */
    public static final Duration LIFETIME_MAX = Duration.ofHours(24);

    private static final String CODE = "switch.off";

    /** Coming back is spread over half a minute, by device. */
    private static final Admittance[] REFUSALS = IntStream.range(0, 16)
            .mapToObj(i -> new Admittance.Refused(CODE, Duration.ofSeconds(30 + 2L * i)))
            .toArray(Admittance[]::new);

    /** What came of switching. */
    public sealed interface Outcome {
        /** @param kept whether it outlives a restart */
        record Off(KillSwitch off, boolean kept) implements Outcome {}

        record TooMany() implements Outcome {}
    }

    /**
     * One that is off.
     *
     * @param refused requests that it refused since this start
     */
    public record State(KillSwitch off, Duration left, long refused) {}

    private static final class Entry {
        final KillSwitch off;
        final long endNanos;
        final LongAdder refused = new LongAdder();

        Entry(KillSwitch off, long endNanos) {
            this.off = off;
            this.endNanos = endNanos;
        }
    }

    private final SwitchFile file;
    private final Clock clock;
    private volatile List<Entry> entries;

    public KillSwitches(SwitchFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.entries = file.read().stream()
                .map(off -> new Entry(off, end(off)))
                .filter(entry -> left(entry) > 0)
                .toList();
    }

    /** On the monotonic clock: a date that leaps switches nothing on or off. A date before the switch was made counts from now. */
    private long end(KillSwitch off) {
        Duration left = Duration.between(clock.now(), off.until());
        Duration whole = Duration.between(off.since(), off.until());
        return clock.monotonicNanos() + (left.compareTo(whole) > 0 ? whole : left).toNanos();
    }

    private long left(Entry entry) {
        return entry.endNanos - clock.monotonicNanos();
    }

    /** Switches off; one for the same target is replaced. */
    public synchronized Outcome off(SwitchTarget target, Duration lifetime, String by, String why) {
        List<Entry> kept = new ArrayList<>(present().stream()
                .filter(entry -> !entry.off.target().equals(target))
                .toList());
        if (kept.size() >= MAX) {
            return new Outcome.TooMany();
        }
        KillSwitch off = new KillSwitch(
                UUID.randomUUID(), target, clock.now(), clock.now().plus(lifetime), by, why);
        kept.add(new Entry(off, clock.monotonicNanos() + lifetime.toNanos()));
        return new Outcome.Off(off, use(kept));
    }

    /** Switches on again, and tells what was off and whether a restart leaves it on; empty when it is not off. */
    public synchronized Optional<Outcome.Off> on(UUID id) {
        Optional<Entry> found =
                present().stream().filter(entry -> entry.off.id().equals(id)).findFirst();
        return found.map(entry -> new Outcome.Off(
                entry.off,
                use(present().stream().filter(other -> other != entry).toList())));
    }

    private boolean use(List<Entry> changed) {
        boolean kept = file.write(changed.stream().map(entry -> entry.off).toList());
        entries = List.copyOf(changed);
        return kept;
    }

    /** What is off now. */
    public List<State> states() {
        return present().stream()
                .map(entry -> new State(entry.off, Duration.ofNanos(left(entry)), entry.refused.sum()))
                .toList();
    }

    private List<Entry> present() {
        return entries.stream().filter(entry -> left(entry) > 0).toList();
    }

    @Override
    public Admittance judge(ImageDevice device, DeviceWork work) {
        List<Entry> now = entries;
        if (now.isEmpty() || !off(now, device.tenant(), SwitchedRoutes.of(work))) {
            return Admittance.ADMITTED;
        }
        return REFUSALS[device.index() & REFUSALS.length - 1];
    }

    /** Whether this tenant's calls on the route are off. */
    public boolean off(TenantId tenant, String route) {
        List<Entry> now = entries;
        return !now.isEmpty() && off(now, tenant, route);
    }

    /** Whether everybody's calls on the route are off. */
    public boolean offForAll(String route) {
        for (Entry entry : entries) {
            if (entry.off.target().coversAll(route) && left(entry) > 0) {
                entry.refused.increment();
                return true;
            }
        }
        return false;
    }

    private boolean off(List<Entry> now, TenantId tenant, String route) {
        for (Entry entry : now) {
            if (entry.off.target().covers(tenant, route) && left(entry) > 0) {
                entry.refused.increment();
                return true;
            }
        }
        return false;
    }
}
