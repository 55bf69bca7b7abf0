package io.holdfast.api.mender.device;

import io.holdfast.edge.admission.DeviceWork;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Counts and times of device requests by route and status class, resolved once so that a request pays only the counting. */
public final class DeviceMetrics {
    private static final int CLASSES = 5;

    private final MeterRegistry registry;

    public DeviceMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    Route route(String name, DeviceWork work) {
        return new Route(registry, name, work);
    }

    /** One route's meters. */
    static final class Route {
        private final DeviceWork work;
        private final Counter[] byClass = new Counter[CLASSES];
        private final Timer time;

        private Route(MeterRegistry registry, String name, DeviceWork work) {
            this.work = work;
            for (int i = 0; i < CLASSES; i++) {
                byClass[i] = Counter.builder("holdfast_device_requests")
                        .description("Device requests answered")
                        .tag("route", name)
                        .tag("status", (i + 1) + "xx")
                        .register(registry);
            }
            time = Timer.builder("holdfast_device_request_seconds")
                    .description("From the request's head to its answer, as the server sees it")
                    .tag("route", name)
                    .register(registry);
        }

        /** What devices ask for on it. */
        DeviceWork work() {
            return work;
        }

        void answered(int status, long nanos) {
            byClass[status / 100 - 1].increment();
            time.record(nanos, java.util.concurrent.TimeUnit.NANOSECONDS);
        }
    }
}
