package io.holdfast.assembly;

import io.holdfast.api.ops.Condition;
import io.holdfast.api.ops.Conditions;
import io.holdfast.platform.clock.ClockWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;

/** The conditions of a node, for the operator's list and as gauges. */
final class NodeConditions {
    static final String CLOCK = "clock-not-believed";

    private NodeConditions() {}

    static void watch(Conditions conditions, ClockWatch clock, MeterRegistry registry) {
        conditions.watch(CLOCK, () -> clock.disagreement().map(NodeConditions::clock));
        gauge(registry, conditions, CLOCK);
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

    private static Condition clock(String disagreement) {
        return new Condition(CLOCK, "No token expires meanwhile: " + disagreement + ".", Map.of());
    }
}
