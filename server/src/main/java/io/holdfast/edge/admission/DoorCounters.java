package io.holdfast.edge.admission;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What is counted of connections as they come in; resolved once. */
final class DoorCounters {
    private final Counter full;
    private final Counter turnedAway;
    private final Counter handshakes;

    DoorCounters(MeterRegistry registry, Door door) {
        full = refusals(registry, "full");
        turnedAway = refusals(registry, "far-too-many");
        handshakes = refusals(registry, "handshakes");
        Gauge.builder("holdfast_connections", door, Door::open)
                .description("Connections of devices and people that are open")
                .register(registry);
        Gauge.builder("holdfast_connections_max", door, Door::max)
                .description("How many of them there may be")
                .register(registry);
        Gauge.builder("holdfast_handshakes", door, Door::handshakes)
                .description("Connections whose TLS handshake is not done")
                .register(registry);
    }

    private static Counter refusals(MeterRegistry registry, String reason) {
        return Counter.builder("holdfast_connections_refused")
                .description("Connections that were not let in")
                .tag("reason", reason)
                .register(registry);
    }

    void full() {
        full.increment();
    }

    void turnedAway() {
        turnedAway.increment();
    }

    void handshakes() {
        handshakes.increment();
    }
}
