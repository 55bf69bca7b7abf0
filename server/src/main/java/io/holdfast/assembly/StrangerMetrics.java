package io.holdfast.assembly;

import io.holdfast.identity.DeviceAuthentication;
import io.holdfast.identity.StrangerGate;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** What is watched of authentication: checks that came too late, and what becomes of keys never seen. */
final class StrangerMetrics {
    private StrangerMetrics() {}

    static void publish(MeterRegistry registry, DeviceAuthentication authentication) {
        FunctionCounter.builder("holdfast_verifications_expired", authentication, DeviceAuthentication::expired)
                .description("Signature checks dropped because who asked had gone, or had waited for 10 s")
                .register(registry);
        Gauge.builder("holdfast_strangers_waiting", authentication, DeviceAuthentication::strangersWaiting)
                .description("Signatures of keys never seen that wait to be checked")
                .register(registry);
        StrangerGate gate = authentication.strangers();
        FunctionCounter.builder("holdfast_strangers_let_in", gate, StrangerGate::letIn)
                .description("Keys never seen whose signatures were let to the check")
                .register(registry);
        for (StrangerGate.Lacking lacking : StrangerGate.Lacking.values()) {
            FunctionCounter.builder("holdfast_strangers_put_off", gate, it -> it.putOff(lacking))
                    .description("Keys never seen that were put off before any check")
                    .tag("lacking", lacking.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }
}
