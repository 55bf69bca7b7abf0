package io.holdfast.assembly;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.DatabasePermits;
import io.holdfast.platform.database.DatabasePools;
import io.holdfast.platform.database.PermittedSource;
import io.holdfast.platform.metrics.Metrics;
import io.holdfast.tenancy.FairShare;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The control plane's connections, with a limit before them for the calls of people and programs. */
final class PeoplesDatabase {
    private PeoplesDatabase() {}

    static ConnectionSource of(DatabasePlane database, Clock clock, Metrics metrics) {
        DatabasePermits permits = new DatabasePermits(
                DatabasePools.CONTROL_CONNECTIONS,
                (all, used, own) -> new FairShare(all, 1).admits(used, own, 1),
                clock);
        publish(metrics.registry(), permits);
        return new PermittedSource(database.control(), permits);
    }

    private static void publish(MeterRegistry registry, DatabasePermits permits) {
        Gauge.builder("holdfast_database_permits", permits, DatabasePermits::permits)
                .description("Calls that may use the database at once, as many as it answers without getting slower")
                .register(registry);
        Gauge.builder("holdfast_database_permits_used", permits, DatabasePermits::used)
                .description("Calls that use the database now")
                .register(registry);
        Gauge.builder("holdfast_database_permits_waiting", permits, DatabasePermits::waiting)
                .description("Calls that wait for their turn, 256 at most")
                .register(registry);
        FunctionCounter.builder("holdfast_database_busy", permits, DatabasePermits::refused)
                .description("Calls that were answered 503 database.busy")
                .register(registry);
    }
}
