package io.holdfast.edge.intake;

import static io.holdfast.edge.intake.RunningIntake.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceRef;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.FleetDatabase;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JournalSampleTest {

    @Test
    void one_live_batch_in_a_thousand_goes_through_the_journal_though_the_database_is_there() throws Exception {
        try (FleetDatabase db = FleetDatabase.fresh()) {
            // Given
            DeviceRef device = db.device(db.tenant());
            DeploymentId deployment = db.deployment(device);
            MemoryJournal journal = new MemoryJournal(10);

            try (RunningIntake running = RunningIntake.on(db, journal)) {
                // When
                for (int batch = 1; batch < 1_000; batch++) {
                    assertThat(report(running, device, deployment, batch)).isEqualTo(new ReportOutcome.Recorded());
                }
                ReportOutcome thousandth = report(running, device, deployment, 1_000);

                // Then
                assertThat(thousandth).isEqualTo(new ReportOutcome.Journaled());
                assertThat(journal.appended()).isEqualTo(1);
                Eventually.holds("the journal is replayed", journal::isEmpty);
                assertThat(db.value("select substate from deployment_device")).isEqualTo("step 1000");
                assertThat(report(running, device, deployment, 1_001)).isEqualTo(new ReportOutcome.Recorded());
            }
        }
    }

    /** Each waits for its answer, so each is a batch. */
    private static ReportOutcome report(RunningIntake running, DeviceRef device, DeploymentId deployment, int batch) {
        return answer(running.status(
                device, deployment, new StatusReport(DeploymentStatus.INSTALLING, Optional.of("step " + batch))));
    }
}
