package io.holdfast.edge.intake;

import static io.holdfast.edge.intake.RunningIntake.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageWriter;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.FailureCounts;
import io.holdfast.tenancy.DeviceLimit;
import io.holdfast.tenancy.DeviceQuota;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.FleetDatabase;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class IntakeRateTest {
    private static final Logger log = LoggerFactory.getLogger(IntakeRateTest.class);
    private static final int DEVICES = 50_000;
    private static final int CALLERS = 256;
    private static final List<DeploymentStatus> STEPS = List.of(
            DeploymentStatus.DOWNLOADING,
            DeploymentStatus.INSTALLING,
            DeploymentStatus.REBOOTING,
            DeploymentStatus.SUCCESS);

    @Test
    void a_thousand_acknowledged_reports_cost_at_most_ten_statements() throws Exception {
        try (FleetDatabase db = FleetDatabase.fresh()) {
            // Given
            List<DeviceRef> devices = db.devices(db.tenant(), DEVICES);
            DeploymentId deployment = db.deployment(devices);
            UUID node = db.node();
            long before = committedByPostgres(db);
            Intake.Parts parts = new Intake.Parts(
                    RunningIntake.source(db.database()),
                    LocalJournal.off(),
                    new ReportNumbers(node, 1),
                    Clock.system(),
                    () -> {},
                    finished -> {},
                    new FailureCounts(
                            ImageWriter.create(Clock.system(), Dice.secure()).image(), Clock.system()),
                    new DeviceQuota(DeviceLimit.unlimited()));
            long statements;
            try (Intake intake = Intake.start(parts)) {
                assertThat(intake.awaitConnected(Duration.ofSeconds(60))).isTrue();

                // When
                for (DeploymentStatus step : STEPS) {
                    long begin = System.nanoTime();
                    AtomicInteger recorded = reportAll(intake, devices, deployment, step);
                    double seconds = (System.nanoTime() - begin) / 1e9;
                    log.atInfo()
                            .addKeyValue("step", step)
                            .addKeyValue("reports_per_s", Math.round(DEVICES / seconds))
                            .log("status reports acknowledged");
                    assertThat(recorded).hasValue(DEVICES);
                }
                statements = intake.counters().statements();
            }

            // Then
            int reports = DEVICES * STEPS.size();
            log.atInfo()
                    .addKeyValue("reports", reports)
                    .addKeyValue("statements", statements)
                    .addKeyValue("per_1000", 1_000.0 * statements / reports)
                    .log("statements of intake");
            assertThat(statements * 1_000 / reports).isLessThanOrEqualTo(10);
            // Each statement is a transaction of its own; the rest are those of the driver and of this test.
            Eventually.holds("PostgreSQL counts as many", () -> committedByPostgres(db) - before >= statements);
            long counted = committedByPostgres(db) - before;
            log.atInfo()
                    .addKeyValue("counted", counted)
                    .addKeyValue("ours", statements)
                    .log("as PostgreSQL counts");
            // A little more only for the test's own questions, some of them asked while waiting.
            assertThat(counted).isBetween(statements, statements + 500);
            assertThat(db.feedIsGapless()).isTrue();
            assertThat(db.number("select sum(cardinality(ids)) from feed_commit"))
                    .isEqualTo(DEVICES);
        }
    }

    private static AtomicInteger reportAll(
            Intake intake, List<DeviceRef> devices, DeploymentId deployment, DeploymentStatus status) throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger recorded = new AtomicInteger();
        StatusReport report = new StatusReport(status, Optional.empty());
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> work = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                work.add(callers.submit(() -> {
                    for (int i = next.getAndIncrement(); i < devices.size(); i = next.getAndIncrement()) {
                        if (answer(intake.status(devices.get(i), deployment, report, Runnable::run))
                                instanceof ReportOutcome.Recorded) {
                            recorded.incrementAndGet();
                        }
                    }
                }));
            }
            for (Future<?> one : work) {
                one.get();
            }
        }
        return recorded;
    }

    /** Behind by up to a second: a session tells its counts when it is idle or gone. */
    private static long committedByPostgres(FleetDatabase db) {
        db.value("select pg_stat_force_next_flush()");
        return db.number("select xact_commit from pg_stat_database where datname = current_database()");
    }
}
