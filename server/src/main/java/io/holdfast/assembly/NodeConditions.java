package io.holdfast.assembly;

import io.holdfast.api.ops.Condition;
import io.holdfast.api.ops.Conditions;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.salvage.LostHistoryIncident;
import io.holdfast.edge.salvage.ReadoptionRounds;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;

/** The conditions of a node, for the operator's list and as gauges. */
final class NodeConditions {
    static final String LOST_HISTORY = "database-restored";
    static final String CLOCK = "clock-not-believed";
    static final String IMAGE_FULL = "image-full";

    private NodeConditions() {}

    static void watch(Conditions conditions, ReadoptionRounds lost, NodeImage node, MeterRegistry registry) {
        conditions.watch(LOST_HISTORY, () -> lost.incident().map(NodeConditions::lostHistory), lost::dismiss);
        conditions.watch(CLOCK, () -> node.clockWatch().disagreement().map(NodeConditions::clock));
        conditions.watch(IMAGE_FULL, () -> imageFull(node.image()));
        gauge(registry, conditions, LOST_HISTORY);
        gauge(registry, conditions, CLOCK);
        gauge(registry, conditions, IMAGE_FULL);
        Gauge.builder(
                        "holdfast_lost_devices",
                        lost,
                        it -> it.incident().map(LostHistoryIncident::waiting).orElse(0))
                .description("Devices accepted in a history that the database lost, which have not come back")
                .register(registry);
    }

    private static void gauge(MeterRegistry registry, Conditions conditions, String name) {
        Gauge.builder(
                        "holdfast_condition",
                        conditions,
                        it -> it.present().stream()
                                .filter(condition -> condition.name().equals(name))
                                .count())
                .description("1 while something is amiss; GET /conditions on the operator port says what")
                .tag("name", name)
                .register(registry);
    }

    private static Condition lostHistory(LostHistoryIncident incident) {
        return new Condition(
                LOST_HISTORY,
                "The database was restored to an earlier moment; devices accepted after it are let back in as they come. Since "
                        + incident.since() + ".",
                Map.of(
                        "waiting", (long) incident.waiting(),
                        "readopted", (long) incident.readopted(),
                        "pending", (long) incident.pending(),
                        "refused_again", (long) incident.refusedAgain()));
    }

    private static Optional<Condition> imageFull(FleetImage image) {
        return image.lacksDevices()
                ? Optional.of(new Condition(
                        IMAGE_FULL,
                        "The fleet image has no room for more devices: those it does not hold are answered 503. Give the server more"
                                + " memory and restart it.",
                        Map.of("devices", (long) image.deviceCount())))
                : Optional.empty();
    }

    private static Condition clock(String disagreement) {
        return new Condition(CLOCK, "No token expires meanwhile: " + disagreement + ".", Map.of());
    }
}
