package io.holdfast.edge.valve;

import io.holdfast.edge.admission.Admittance;
import io.holdfast.edge.admission.DeviceCheck;
import io.holdfast.edge.admission.DeviceWork;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.valve.Valve;
import io.holdfast.valve.ValveEffect;
import io.holdfast.valve.ValveId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The valves in force on this node: the cell's, as the image has them, and those that only this node knows yet. Judging reads an
 * array; it is made anew when valves or cohorts change, and each second for those that end.
 */
public final class ValveBoard implements DeviceCheck {
    private final FleetImage image;
    private final NodeValves node;
    private final Clock clock;
    private final Dice dice;
    private final Map<ValveId, SetValve> known = new HashMap<>();
    private final LongAdder slowed = new LongAdder();
    private final LongAdder denied = new LongAdder();
    private List<Valve> last = List.of();
    private volatile CompiledValves compiled = CompiledValves.NONE;

    public ValveBoard(FleetImage image, NodeValves node, Clock clock, Dice dice) {
        this.image = image;
        this.node = node;
        this.clock = clock;
        this.dice = dice;
    }

    @Override
    public Admittance judge(ImageDevice device, DeviceWork work) {
        CompiledValves now = compiled;
        if (now.isEmpty()) {
            return Admittance.ADMITTED;
        }
        SetValve holds = holds(now, device);
        return holds == null ? Admittance.ADMITTED : holds.judge();
    }

    private @Nullable SetValve holds(CompiledValves now, ImageDevice device) {
        return now.holds(image.cohortOf(device.index()), image.cohorts(), device.tenant(), device.id());
    }

    /** When a device whose link is denied should come back; empty for one that may keep it. */
    public Optional<Duration> denied(int device) {
        CompiledValves now = compiled;
        SetValve holds = now.isEmpty() ? null : holds(now, image.device(device));
        return holds != null && holds.valve().effect() instanceof ValveEffect.Deny
                ? Optional.of(holds.denied())
                : Optional.empty();
    }

    /** Whether any valve denies, so that links are to be looked at. */
    public boolean denies() {
        return compiled.denies();
    }

    /**
     * Puts in force what was set since and takes away what was cleared or ended. Called each second, and at once when something
     * changed; from any thread.
     */
    public synchronized void look() {
        Instant now = clock.now();
        List<Valve> inForce = all().stream()
                .map(Listed::valve)
                .filter(valve -> !valve.expiredAt(now))
                .toList();
        if (inForce.equals(last) && !compiled.olderThan(image.cohorts())) {
            return;
        }
        last = inForce;
        Map<ValveId, SetValve> before = Map.copyOf(known);
        known.clear();
        inForce.forEach(valve -> {
            SetValve was = before.get(valve.id());
            SetValve set = was != null && was.valve().equals(valve)
                    ? was
                    : new SetValve(valve, clock, dice, valve.effect() instanceof ValveEffect.Deny ? denied : slowed);
            set.devices(ValvePreview.devices(image, valve));
            known.put(valve.id(), set);
        });
        compiled = CompiledValves.of(List.copyOf(known.values()), image.cohorts());
    }

    /** Where a valve is in force. */
    public enum Scope {
        /** On every node, by the database. */
        CELL,
        /** On this node alone, until the database is back. */
        NODE
    }

    /**
     * A valve as operators see it.
     *
     * @param refused requests and links that it put off on this node, since it is in force or the node started
     */
    public record Listed(Valve valve, Scope scope, long refused) {}

    /** Every valve that has not ended, those first that were set last. */
    public synchronized List<Listed> all() {
        Map<ValveId, Listed> all = new LinkedHashMap<>();
        image.valves().forEach(valve -> all.put(valve.id(), listed(valve, Scope.CELL)));
        node.set().forEach(valve -> all.putIfAbsent(valve.id(), listed(valve, Scope.NODE)));
        node.cleared().forEach(all::remove);
        Instant now = clock.now();
        List<Listed> listed = new ArrayList<>(all.values());
        listed.removeIf(each -> each.valve().expiredAt(now));
        listed.sort(java.util.Comparator.comparing((Listed each) -> each.valve().setAt())
                .reversed());
        return List.copyOf(listed);
    }

    private Listed listed(Valve valve, Scope scope) {
        SetValve set = known.get(valve.id());
        return new Listed(valve, scope, set == null ? 0 : set.refused());
    }

    /** Requests that valves put off because they slow, since the node started. */
    public long slowed() {
        return slowed.sum();
    }

    /** Requests that valves put off because they deny, since the node started. */
    public long deniedRequests() {
        return denied.sum();
    }

    /** How many are in force. */
    public int count() {
        return compiled.inForce().size();
    }
}
