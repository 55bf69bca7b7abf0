package io.holdfast.assembly;

import io.holdfast.edge.intake.IntakeCounters;
import io.holdfast.edge.intake.LaneName;
import io.holdfast.platform.metrics.Metrics;

/** Publishes by route how many SQL statements devices' requests cost. Only intake runs any; a route without a lane has none. */
final class DeviceStatements {
    /** Of no route: what makes a new connection fit for reports. */
    private static final String CONNECTION = "connection";

    private DeviceStatements() {}

    static void publish(IntakeCounters counters, Metrics metrics) {
        for (LaneName lane : LaneName.values()) {
            metrics.deviceSqlStatements(route(lane), () -> counters.count(lane, IntakeCounters.Count.STATEMENTS));
        }
        metrics.deviceSqlStatements(CONNECTION, () -> connecting(counters));
    }

    private static String route(LaneName lane) {
        return switch (lane) {
            case STATUS -> "status";
            case INVENTORY -> "inventory";
            case CONFIGURATION -> "configuration";
            case LOG -> "log";
            case ENROLMENT -> "authentication";
        };
    }

    private static long connecting(IntakeCounters counters) {
        long ofLanes = 0;
        for (LaneName lane : LaneName.values()) {
            ofLanes += counters.count(lane, IntakeCounters.Count.STATEMENTS);
        }
        return counters.statements() - ofLanes;
    }
}
