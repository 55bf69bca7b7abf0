package io.holdfast.api.mender.device;

import io.holdfast.edge.admission.DeviceWork;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.metrics.RouteBook;
import io.holdfast.platform.metrics.RouteStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Counts and times of device requests by route and status class, resolved once so that a request pays only the counting. */
public final class DeviceMetrics {
    private static final int CLASSES = 5;

    private final MeterRegistry registry;
    private final RouteBook book;

    /** Counted for the registry alone. */
    public DeviceMetrics(MeterRegistry registry) {
        this(registry, new RouteBook(Clock.system()));
    }

    /** Also counted for the operator plane. */
    public DeviceMetrics(MeterRegistry registry, RouteBook book) {
        this.registry = registry;
        this.book = book;
    }

    Route route(String name, DeviceWork work) {
        return new Route(registry, book.route(name), name, work);
    }

    /** One route's meters. */
    static final class Route {
        private final DeviceWork work;
        private final RouteStats stats;
        private final Timer time;

        private Route(MeterRegistry registry, RouteStats stats, String name, DeviceWork work) {
            this.work = work;
            this.stats = stats;
            for (int i = 1; i <= CLASSES; i++) {
                int statusClass = i;
                FunctionCounter.builder("holdfast_device_requests", stats, it -> it.answered(statusClass))
                        .description("Device requests answered")
                        .tag("route", name)
                        .tag("status", i + "xx")
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

        /** One of those answered 5xx was put off on purpose. */
        void wasPutOff() {
            stats.wasPutOff();
        }

        void answered(int status, long nanos) {
            stats.answered(status, nanos);
            time.record(nanos, java.util.concurrent.TimeUnit.NANOSECONDS);
        }
    }
}
