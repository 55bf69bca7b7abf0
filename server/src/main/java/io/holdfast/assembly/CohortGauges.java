package io.holdfast.assembly;

import io.holdfast.edge.cohort.CohortFigures;
import io.holdfast.edge.cohort.CohortLedger;
import io.holdfast.edge.cohort.Spent;
import io.holdfast.edge.valve.ValveBoard;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Cohorts and valves as metrics. The dearest cohorts stand under their rank, never under their names: those are the devices' to
 * choose, and {@code GET /cohorts} tells them.
 */
final class CohortGauges {
    private static final int RANKS = 5;

    private CohortGauges() {}

    static void publish(MeterRegistry registry, CohortLedger ledger, ValveBoard board) {
        for (int rank = 1; rank <= RANKS; rank++) {
            gauge(registry, ledger, rank, "cores", "Cores that requests take", Spent::cores);
            gauge(registry, ledger, rank, "requests_per_second", "Requests", it -> it.perSecond(it.requests()));
            gauge(registry, ledger, rank, "connects_per_second", "Attempts to link", it -> it.perSecond(it.connects()));
            gauge(registry, ledger, rank, "errors_per_second", "Errors answered", it -> it.perSecond(it.errors()));
        }
        Gauge.builder(
                        "holdfast_cohorts_out_of_line",
                        ledger,
                        it -> it.outOfLine().size())
                .description("Firmware that costs far more than others; GET /cohorts names it")
                .register(registry);
        Gauge.builder("holdfast_valves", board, ValveBoard::count)
                .description("Valves in force on this node")
                .register(registry);
        refusals(registry, board, "slow", ValveBoard::slowed);
        refusals(registry, board, "deny", ValveBoard::deniedRequests);
    }

    private static void gauge(
            MeterRegistry registry,
            CohortLedger ledger,
            int rank,
            String what,
            String description,
            ToDoubleFunction<Spent> of) {
        Gauge.builder("holdfast_cohort_" + what, ledger, it -> minute(it, rank, of))
                .description(description + ", of the dearest cohorts in the last minute")
                .tag("rank", Integer.toString(rank))
                .register(registry);
    }

    private static double minute(CohortLedger ledger, int rank, ToDoubleFunction<Spent> of) {
        List<CohortFigures> top = ledger.top(rank);
        return top.size() < rank ? 0 : of.applyAsDouble(top.get(rank - 1).minute());
    }

    private static void refusals(
            MeterRegistry registry, ValveBoard board, String effect, ToDoubleFunction<ValveBoard> count) {
        FunctionCounter.builder("holdfast_valve_refusals", board, count)
                .description("Requests that valves put off")
                .tag("effect", effect)
                .register(registry);
    }
}
