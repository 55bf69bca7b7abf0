package io.holdfast.edge.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageWriter;
import io.holdfast.identity.DeviceRef;
import io.holdfast.inventory.DeviceInventory;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.dice.Dice;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeploymentRef;
import io.holdfast.rollout.FailureCounts;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.DeviceQuota;
import io.holdfast.testing.FleetDatabase;
import io.holdfast.testing.TestDatabase;
import io.holdfast.wire.mender.DeploymentLog;
import io.holdfast.wire.mender.InventoryReport;
import io.holdfast.wire.mender.StatusReport;
import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An intake that a test started, connected unless the test wants otherwise, and what it told the rest of the server. */
final class RunningIntake implements AutoCloseable {
    final Intake intake;
    final AtomicInteger nudges = new AtomicInteger();
    final Queue<DeploymentRef> finished = new ConcurrentLinkedQueue<>();

    private RunningIntake(ConnectionSource source, LocalJournal journal, UUID node, long boot) {
        intake = Intake.start(new Intake.Parts(
                source,
                journal,
                new ReportNumbers(node, boot),
                Clock.system(),
                nudges::incrementAndGet,
                finished::add,
                new FailureCounts(
                        ImageWriter.create(Clock.system(), Dice.secure()).image(), Clock.system()),
                new DeviceQuota(DeviceLimit.unlimited())));
    }

    static RunningIntake on(FleetDatabase db, LocalJournal journal) throws InterruptedException {
        RunningIntake running = new RunningIntake(source(db.database()), journal, db.node(), 1);
        assertThat(running.intake.awaitConnected(Duration.ofSeconds(60))).isTrue();
        return running;
    }

    /** With whatever connections the test hands out, connected or not. */
    static RunningIntake of(ConnectionSource source, LocalJournal journal, UUID node, long boot) {
        return new RunningIntake(source, journal, node, boot);
    }

    static IntakeSource source(TestDatabase database) {
        return new IntakeSource(database.jdbcUrl(), new IntakeSource.Login(database.username(), database.password()));
    }

    /** No answer takes longer than this, whatever happens. */
    static <T> T answer(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no answer", e);
        }
    }

    CompletionStage<ReportOutcome> status(DeviceRef device, DeploymentId deployment, StatusReport report) {
        return intake.status(device, deployment, report, Runnable::run);
    }

    CompletionStage<ReportOutcome> inventory(DeviceRef device, InventoryReport report) {
        return inventory(device, report, DeviceInventory.Extent.WHOLE);
    }

    CompletionStage<ReportOutcome> inventory(DeviceRef device, InventoryReport report, DeviceInventory.Extent extent) {
        return intake.inventory(device, report, extent, Runnable::run);
    }

    CompletionStage<ReportOutcome> log(DeviceRef device, DeploymentId deployment, DeploymentLog log) {
        return intake.log(device, deployment, log, Runnable::run);
    }

    long count(LaneName lane, IntakeCounters.Count count) {
        return intake.counters().count(lane, count);
    }

    @Override
    public void close() {
        intake.close();
    }
}
