package io.holdfast.assembly;

import io.holdfast.api.ops.Condition;
import io.holdfast.api.ops.Conditions;
import io.holdfast.edge.salvage.LostHistoryIncident;
import io.holdfast.edge.salvage.ReadoptionRounds;
import io.holdfast.platform.clock.ClockWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;

/** The conditions of a node, for the operator's list and as gauges. */
final class NodeConditions {
    static final String LOST_HISTORY = "database-restored";
    static final String CLOCK = "clock-not-believed";

    private NodeConditions() {}

    static void watch(Conditions conditions, ReadoptionRounds lost, ClockWatch clock, MeterRegistry registry) {
        conditions.watch(LOST_HISTORY, () -> lost.incident().map(NodeConditions::lostHistory), lost::dismiss);
        conditions.watch(CLOCK, () -> clock.disagreement().map(NodeConditions::clock));
        gauge(registry, conditions, LOST_HISTORY);
        gauge(registry, conditions, CLOCK);
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

    private static Condition clock(String disagreement) {
        return new Condition(CLOCK, "No token expires meanwhile: " + disagreement + ".", Map.of());
    }
}
