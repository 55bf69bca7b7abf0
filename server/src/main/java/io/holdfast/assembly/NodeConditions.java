package io.holdfast.assembly;

import io.holdfast.api.ops.Condition;
import io.holdfast.api.ops.Conditions;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.salvage.LostHistoryIncident;
import io.holdfast.edge.salvage.ReadoptionRounds;
import io.holdfast.operator.alarm.Alarms;
import io.holdfast.operator.figure.FigureBoard;
import io.holdfast.operator.figure.Reading;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.FailoverLoss;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;

/** The conditions of a node, for the operator's list and as gauges. */
final class NodeConditions {
    static final String LOST_HISTORY = "database-restored";
    static final String CLOCK = "clock-not-believed";
    static final String IMAGE_FULL = "image-full";
    static final String STALE_FIGURES = "figures-stale";

    static final String FAILOVER = "failover-may-lose";

    private static final Condition STANDBY = new Condition(
            FAILOVER,
            "The database has a standby that commits do not wait for: a failover may lose the last seconds of what was acknowledged."
                    + " Name it in synchronous_standby_names.",
            Map.of());

    private NodeConditions() {}

    static void watch(
            Conditions conditions,
            ReadoptionRounds lost,
            NodeImage node,
            FailoverLoss failover,
            MeterRegistry registry) {
        conditions.watch(LOST_HISTORY, () -> lost.incident().map(NodeConditions::lostHistory), lost::dismiss);
        conditions.watch(CLOCK, () -> node.clockWatch().disagreement().map(NodeConditions::clock));
        conditions.watch(IMAGE_FULL, () -> imageFull(node.image()));
        gauge(registry, conditions, LOST_HISTORY);
        gauge(registry, conditions, CLOCK);
        conditions.watch(FAILOVER, () -> failover.possible() ? Optional.of(STANDBY) : Optional.empty());
        gauge(registry, conditions, IMAGE_FULL);
        gauge(registry, conditions, FAILOVER);
        Gauge.builder(
                        "holdfast_lost_devices",
                        lost,
                        it -> it.incident().map(LostHistoryIncident::waiting).orElse(0))
                .description("Devices accepted in a history that the database lost, which have not come back")
                .register(registry);
    }

    /** Alarms are conditions that end by themselves. */
    static void watch(Conditions conditions, Alarms alarms, MeterRegistry registry) {
        for (String name : alarms.names()) {
            conditions.watch(
                    name,
                    () -> alarms.present(name)
                            .map(alarm -> new Condition(name, alarm.sentence(), Map.of(), Optional.of(alarm.since()))));
            gauge(registry, conditions, name);
        }
    }

    /** Judged when asked: the one thing that a sampler which stands still cannot say itself. */
    static void watch(Conditions conditions, FigureBoard board, Clock clock, MeterRegistry registry) {
        conditions.watch(
                STALE_FIGURES,
                () -> board.sinceSample()
                        .filter(age -> age.compareTo(Reading.STALE_AFTER) > 0)
                        .map(age -> new Condition(
                                STALE_FIGURES,
                                "Nothing was measured for " + age.toSeconds() + " s: figures and alarms are of then.",
                                Map.of(),
                                Optional.of(clock.now().minus(age)))));
        gauge(registry, conditions, STALE_FIGURES);
    }

    static void gauge(MeterRegistry registry, Conditions conditions, String name) {
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
