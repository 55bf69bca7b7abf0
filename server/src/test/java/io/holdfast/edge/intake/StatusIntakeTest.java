package io.holdfast.edge.intake;

import static io.holdfast.edge.intake.RunningIntake.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeploymentRef;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.FleetDatabase;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusIntakeTest {
    private FleetDatabase db;
    private TenantId tenant;
    private final MemoryJournal journal = new MemoryJournal(10_000);

    @BeforeEach
    void open() throws SQLException {
        db = FleetDatabase.fresh();
        tenant = db.tenant();
    }

    @AfterEach
    void close() throws SQLException {
        db.close();
    }

    @Test
    void every_verdict_of_the_database_is_told_to_its_caller() throws Exception {
        // Given
        DeviceRef device = db.device(tenant);
        DeploymentId open = db.deployment(device);
        DeploymentId aborted = db.deployment(device);
        db.abort(tenant, aborted);
        DeploymentId none = DeploymentId.random();

        try (RunningIntake running = RunningIntake.on(db, journal)) {
            // When
            ReportOutcome recorded = answer(running.status(device, open, report(DeploymentStatus.INSTALLING)));
            ReportOutcome late = answer(running.status(device, open, report(DeploymentStatus.DOWNLOADING)));
            ReportOutcome unchanged = answer(running.status(device, open, report(DeploymentStatus.INSTALLING)));
            ReportOutcome success = answer(running.status(device, open, report(DeploymentStatus.SUCCESS)));
            ReportOutcome failure = answer(running.status(device, open, report(DeploymentStatus.FAILURE)));
            ReportOutcome stopped = answer(running.status(device, aborted, report(DeploymentStatus.DOWNLOADING)));
            ReportOutcome gone = answer(running.status(device, none, report(DeploymentStatus.DOWNLOADING)));

            // Then
            assertThat(List.of(recorded, late, unchanged, success, failure, stopped, gone))
                    .containsExactly(
                            new ReportOutcome.Recorded(),
                            new ReportOutcome.Recorded(),
                            new ReportOutcome.Unchanged(),
                            new ReportOutcome.Recorded(),
                            new ReportOutcome.Finished(),
                            new ReportOutcome.Aborted(),
                            new ReportOutcome.Gone());
            assertThat(running.finished).containsExactly(new DeploymentRef(tenant, open));
            assertThat(running.nudges).hasValue(1);
        }
    }

    @Test
    void one_poisoned_report_in_a_batch_of_500_fails_alone() throws Exception {
        // Given
        List<DeviceRef> devices = db.devices(tenant, 500);
        DeploymentId deployment = db.deployment(devices);
        StatusReport poison = new StatusReport(DeploymentStatus.INSTALLING, Optional.of("\u0000"));

        try (RunningIntake running = RunningIntake.on(db, journal)) {
            // When
            List<CompletionStage<ReportOutcome>> answers = new ArrayList<>();
            // One locked target keeps the first batch busy until all the others have queued behind it.
            try (Connection blocker = db.database().connect()) {
                lock(blocker, devices.getFirst());
                answers.add(running.status(devices.getFirst(), deployment, report(DeploymentStatus.INSTALLING)));
                Eventually.holds("the writer waits", this::someoneWaitsForALock);
                for (int i = 1; i < 500; i++) {
                    answers.add(running.status(
                            devices.get(i), deployment, i == 321 ? poison : report(DeploymentStatus.INSTALLING)));
                }
                blocker.rollback();
            }

            // Then
            for (int i = 0; i < 500; i++) {
                ReportOutcome expected = i == 321 ? new ReportOutcome.Poisoned() : new ReportOutcome.Recorded();
                assertThat(answer(answers.get(i))).as("report %s", i).isEqualTo(expected);
            }
            assertThat(db.number("select count(*) from deployment_device where status = 'installing'"))
                    .isEqualTo(499);
            assertThat(running.count(LaneName.STATUS, IntakeCounters.Count.POISONED))
                    .isEqualTo(1);
            assertThat(journal.appended()).isZero();
        }
    }

    @Test
    void a_target_that_stays_locked_sends_the_batch_to_the_journal_and_is_made_up_for() throws Exception {
        // Given
        DeviceRef device = db.device(tenant);
        DeploymentId deployment = db.deployment(device);

        try (RunningIntake running = RunningIntake.on(db, journal)) {
            // When
            try (Connection blocker = db.database().connect()) {
                lock(blocker, device);
                ReportOutcome outcome = answer(running.status(device, deployment, report(DeploymentStatus.SUCCESS)));

                // Then
                assertThat(outcome).isEqualTo(new ReportOutcome.Journaled());
                assertThat(running.count(LaneName.STATUS, IntakeCounters.Count.RETRIES))
                        .isEqualTo(2);
                blocker.rollback();
            }
            Eventually.holds("the journal is replayed", journal::isEmpty);
            assertThat(db.value("select status from deployment_device")).isEqualTo("success");
        }
    }

    @Test
    void a_short_lock_costs_a_retry_and_nothing_else() throws Exception {
        // Given
        DeviceRef device = db.device(tenant);
        DeploymentId deployment = db.deployment(device);

        try (RunningIntake running = RunningIntake.on(db, LocalJournal.off())) {
            // When
            CompletionStage<ReportOutcome> outcome;
            try (Connection blocker = db.database().connect()) {
                lock(blocker, device);
                outcome = running.status(device, deployment, report(DeploymentStatus.SUCCESS));
                Eventually.holds("a retry", () -> running.count(LaneName.STATUS, IntakeCounters.Count.RETRIES) > 0);
                blocker.rollback();
            }

            // Then
            assertThat(answer(outcome)).isEqualTo(new ReportOutcome.Recorded());
        }
    }

    private void lock(Connection blocker, DeviceRef device) throws SQLException {
        blocker.setAutoCommit(false);
        Query.on(blocker, "select 1 from deployment_device where tenant_id = ? and device_id = ? for update")
                .with(tenant.value(), device.device().value())
                .list(row -> 1);
    }

    private boolean someoneWaitsForALock() {
        return db.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") > 0;
    }

    private static StatusReport report(DeploymentStatus status) {
        return new StatusReport(status, Optional.empty());
    }
}
