package io.holdfast.edge.intake;

import io.holdfast.config.ReportedConfiguration;
import io.holdfast.identity.DeviceRef;
import io.holdfast.identity.Enrolment;
import io.holdfast.identity.EnrolmentBatch;
import io.holdfast.identity.EnrolmentLimits;
import io.holdfast.inventory.DeviceInventory;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeploymentRef;
import io.holdfast.rollout.DeviceLog;
import io.holdfast.rollout.DeviceStatus;
import io.holdfast.rollout.FailureCounts;
import io.holdfast.tenancy.DeviceQuota;
import io.holdfast.wire.mender.Configuration;
import io.holdfast.wire.mender.DeploymentLog;
import io.holdfast.wire.mender.InventoryReport;
import io.holdfast.wire.mender.StatusReport;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Takes in what devices report, by groups, and acknowledges each report only when it is durable: in PostgreSQL, or in the
 * journal while PostgreSQL is away.
 *
 * <p>The reporting methods may be called from an event loop: none blocks. A stage is completed on the caller's home, best its
 * event loop, together with all others of its batch that share the home; or at once, when there is no room.
 */
public final class Intake implements AutoCloseable {
    private final IntakeCounters counters = new IntakeCounters();
    private final Station main;
    // Of its own: a megabyte of log takes longer to commit than a status may wait.
    private final Station slow;
    private final Door<DeviceStatus, ReportOutcome> statuses;
    private final Door<DeviceInventory, ReportOutcome> inventories;
    private final Door<ReportedConfiguration, ReportOutcome> configurations;
    private final Door<DeviceLog, ReportOutcome> logs;
    private final Door<Enrolment, EnrolOutcome> enrolments;

    /**
     * What intake needs of the rest.
     *
     * @param source fresh connections, best {@link IntakeSource}; intake keeps two
     * @param numbers of this node and boot
     * @param nudge called after a commit that a fleet image must read; must be quick
     * @param targetFinished called after a batch with each deployment in which it finished a target; must be quick
     * @param failures counts the failures that are taken in here
     * @param quota the tenants' room for preauthorised devices
     */
    public record Parts(
            ConnectionSource source,
            LocalJournal journal,
            ReportNumbers numbers,
            Clock clock,
            Runnable nudge,
            Consumer<DeploymentRef> targetFinished,
            FailureCounts failures,
            DeviceQuota quota) {}

    private Intake(Parts parts) {
        main = new Station("intake", parts, counters);
        slow = new Station("intake-logs", parts, counters);
        statuses = main.open(new StatusKind(parts.targetFinished(), parts.failures()));
        inventories = main.open(new InventoryKind());
        configurations = main.open(new ConfigurationKind());
        enrolments = main.open(new EnrolmentKind(new EnrolmentBatch(parts.quota(), EnrolmentLimits.DEFAULT)));
        logs = slow.open(new LogKind());
    }

    /** Starts the writers. They connect on their own; until they have, reports go to the journal. */
    public static Intake start(Parts parts) {
        Intake intake = new Intake(parts);
        intake.main.start();
        intake.slow.start();
        return intake;
    }

    /** Waits until the writers are connected; whether they are. Nothing depends on it: a start may simply go on. */
    public boolean awaitConnected(Duration atMost) throws InterruptedException {
        return main.awaitConnected(atMost) && slow.awaitConnected(atMost);
    }

    /** A device's word on how far it got. The deployment's id is the payload's; the device is the authenticated one. */
    public CompletionStage<ReportOutcome> status(
            DeviceRef device, DeploymentId deployment, StatusReport report, Executor home) {
        return statuses.submit(new DeviceStatus(device, deployment, report), home);
    }

    /** What a device says of itself, all or a part. Unchanged content costs a look and no write. */
    public CompletionStage<ReportOutcome> inventory(
            DeviceRef device, InventoryReport report, DeviceInventory.Extent extent, Executor home) {
        return inventories.submit(DeviceInventory.of(device, report, extent), home);
    }

    /** What a device says that it is configured to. Unchanged content costs a look and no write. */
    public CompletionStage<ReportOutcome> configuration(DeviceRef device, Configuration reported, Executor home) {
        return configurations.submit(ReportedConfiguration.of(device, reported), home);
    }

    /** What a device wrote down while a deployment failed. */
    public CompletionStage<ReportOutcome> log(
            DeviceRef device, DeploymentId deployment, DeploymentLog log, Executor home) {
        return logs.submit(new DeviceLog(device, deployment, log), home);
    }

    /**
     * A device asks to be let in. Its signature was verified before: this costs a place in the database's queue. Completed on a
     * writer's thread, so what depends on it must be quick and hop back to its own loop.
     */
    public CompletionStage<EnrolOutcome> enrol(Enrolment enrolment) {
        return enrolments.submit(enrolment, Runnable::run);
    }

    /** Reports that wait in a lane for their batch. */
    public int waiting(LaneName lane) {
        return switch (lane) {
            case STATUS -> statuses.queued();
            case INVENTORY -> inventories.queued();
            case CONFIGURATION -> configurations.queued();
            case LOG -> logs.queued();
            case ENROLMENT -> enrolments.queued();
        };
    }

    /** Counts since the start. */
    public IntakeCounters counters() {
        return counters;
    }

    /** Takes no more, commits or journals what is queued, at most for 4 s, and answers the rest. */
    @Override
    public void close() {
        main.close();
        slow.close();
    }
}
