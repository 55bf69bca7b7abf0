package io.holdfast.edge.admission;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** What is watched of admission; asked for at each scrape. No label is a tenant's or a device's: their number has no bound here. */
public final class AdmissionMetrics {
    private AdmissionMetrics() {}

    /** Puts it all on record. */
    public static void publish(MeterRegistry registry, NodeAdmission node) {
        Gauge.builder(
                        "holdfast_admission_strain",
                        node.gauge(),
                        it -> it.strain().ordinal())
                .description("0 at ease, 1 overloaded, 2 hard")
                .register(registry);
        Gauge.builder("holdfast_event_loop_lag_seconds", node.gauge(), it -> seconds(it.lag()))
                .description("Mean delay of the worst event loop over the last second")
                .register(registry);
        Gauge.builder("holdfast_heap_after_collection_ratio", node.gauge(), StrainGauge::heap)
                .description("Heap in use after the last collections, of the most there may be")
                .register(registry);
        Gauge.builder("holdfast_admission_limiting", node.shares(), it -> it.limiting() ? 1 : 0)
                .description("1 while tenants are held against their shares")
                .register(registry);
        Gauge.builder("holdfast_admission_share_micros", node.shares(), TenantShares::shareMicros)
                .description("What one tenant may use of the event loops, in microseconds a second")
                .register(registry);
        Gauge.builder("holdfast_admission_capacity_micros", node.shares(), TenantShares::capacityMicros)
                .description("What the event loops got through in the last overload, in microseconds a second")
                .register(registry);
        Gauge.builder("holdfast_admission_tenants", node.shares(), TenantShares::tenants)
                .description("Tenants whose use is accounted for; those silent for a minute are not")
                .register(registry);
        FunctionCounter.builder("holdfast_admission_refused", node.shares(), TenantShares::refused)
                .description("Device requests put off")
                .tag("reason", "share")
                .register(registry);
        FunctionCounter.builder("holdfast_admission_refused", node.pacer(), ReconnectPacer::refused)
                .description("Device requests put off")
                .tag("reason", "reconnect")
                .register(registry);
        FunctionCounter.builder("holdfast_device_unavailable", node.shares(), TenantShares::unavailable)
                .description("Requests of known devices answered with 503")
                .register(registry);
        FunctionCounter.builder("holdfast_device_unavailable_seconds", node.shares(), it -> it.unavailableNanos() / 1e9)
                .description("What those took of the event loops")
                .register(registry);
        ofPacer(registry, node.pacer());
        Gauge.builder("holdfast_refusals_held", node.hold(), RefusalHold::held)
                .description("Refusals that are held back now")
                .register(registry);
        FunctionCounter.builder("holdfast_refusals_held_back", node.hold(), RefusalHold::heldEver)
                .description("Refusals that were held back")
                .register(registry);
        FunctionCounter.builder("holdfast_refusals_not_held", node.hold(), RefusalHold::withoutPlace)
                .description("Refusals answered at once because as many as may be were held back")
                .register(registry);
    }

    private static void ofPacer(MeterRegistry registry, ReconnectPacer pacer) {
        Gauge.builder("holdfast_connections_unheard", pacer, ReconnectPacer::waiting)
                .description("Connections accepted whose first request was not begun")
                .register(registry);
        Gauge.builder("holdfast_links_expected", pacer, ReconnectPacer::expected)
                .description("Links that stood lately, or before the node stopped")
                .register(registry);
        Gauge.builder("holdfast_connects_per_second_seen", pacer, ReconnectPacer::capacityPerSecond)
                .description("Links a second that the node was seen to take")
                .register(registry);
        Gauge.builder(
                        "holdfast_return_window_seconds",
                        pacer,
                        it -> it.windowLeft().map(AdmissionMetrics::seconds).orElse(0.0))
                .description("Until every returning device may come; 0 while nobody is told to wait")
                .register(registry);
    }

    private static double seconds(Duration span) {
        return span.toNanos() / 1e9;
    }
}
