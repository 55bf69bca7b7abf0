package io.holdfast.platform.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.LongSupplier;

/**
 * The one registry. Our own names begin with {@code holdfast_}; label values come from short fixed lists (routes, codes),
 * never from a request, so that nobody outside can grow it.
 */
public final class Metrics implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** An empty registry. */
    public Metrics() {}

    /** A registry that also tells about the JVM and its process. */
    public static Metrics withJvm() {
        Metrics metrics = new Metrics();
        new JvmMemoryMetrics().bindTo(metrics.registry);
        new JvmThreadMetrics().bindTo(metrics.registry);
        new ClassLoaderMetrics().bindTo(metrics.registry);
        new ProcessorMetrics().bindTo(metrics.registry);
        new FileDescriptorMetrics().bindTo(metrics.registry);
        new UptimeMetrics().bindTo(metrics.registry);
        metrics.collections.bindTo(metrics.registry);
        return metrics;
    }

    /** For whoever counts something of its own. */
    public MeterRegistry registry() {
        return registry;
    }

    /**
     * SQL statements run for devices' requests, {@code holdfast_device_sql_statements_total{route}}: the number that must
     * stay at zero in steady state.
     *
     * @param route the name of the route, never the path of a request
     * @param statements how many so far; asked at each scrape
     */
    public void deviceSqlStatements(String route, LongSupplier statements) {
        // The registry holds what it asks weakly; the supplier itself may be nobody else's.
        FunctionCounter.builder("holdfast.device.sql.statements", this, self -> statements.getAsLong())
                .description("SQL statements run on behalf of device requests")
                .tag("route", route)
                .register(registry);
    }

    /**
     * Refusals by their stable code, {@code holdfast_refusals_total{code}}.
     *
     * @param code from our own list, never from a request
     */
    public Counter refusals(String code) {
        return Counter.builder("holdfast.refusals")
                .description("Requests refused, by stable code")
                .tag("code", code)
                .register(registry);
    }

    /** Everything, in the text format that Prometheus reads. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
