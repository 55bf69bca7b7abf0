package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Passage;
import io.holdfast.report.Receipt;
import io.holdfast.report.Received;
import io.holdfast.report.ReportId;
import io.holdfast.testing.SmallFleet;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetriesTest {
    private final SmallFleet fleet = SmallFleet.fresh();
    private final UUID node = fleet.database().node();
    private long number;

    @AfterEach
    void close() {
        fleet.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void a_device_that_fails_begins_anew_as_often_as_it_may(int retries) {
        // Given
        fleet.release("rel", "X");
        DeviceRef device = new DeviceRef(fleet.tenant(), fleet.devices(1).getFirst());
        DeploymentId deployment = create(retries);

        for (int attempt = 0; attempt <= retries; attempt++) {
            // When: clients repeat what they were answered, too
            assertThat(send(device, deployment, DeploymentStatus.DOWNLOADING).verdicts())
                    .containsExactly(StatusVerdict.RECORDED);
            BatchResult<StatusVerdict> failed = send(device, deployment, DeploymentStatus.FAILURE);
            BatchResult<StatusVerdict> repeated = send(device, deployment, DeploymentStatus.FAILURE);

            // Then
            boolean last = attempt == retries;
            assertThat(failed.verdicts()).containsExactly(last ? StatusVerdict.RECORDED : StatusVerdict.RETRIED);
            assertThat(repeated.verdicts()).containsExactly(last ? StatusVerdict.UNCHANGED : StatusVerdict.RETRIED);
            assertThat(failed.seq().isPresent()).isEqualTo(last);
            assertThat(row(device)).isEqualTo(last ? "failure true " + attempt : "pending false " + (attempt + 1));
            assertThat(fleet.database().wrongCounts()).isEmpty();
        }
        assertThat(fleet.database().number("select count(*) from deployment_event"))
                .isEqualTo(retries == 0 ? 0 : 1);
    }

    private DeploymentId create(int retries) {
        NewDeployment wanted = new NewDeployment("d", "rel", new Targets.AllAccepted(), false, retries);
        return ((Deployments.CreateOutcome.Created) new Deployments(fleet.transactions())
                        .create(fleet.caller(), "request", wanted)
                        .value())
                .id();
    }

    private BatchResult<StatusVerdict> send(DeviceRef device, DeploymentId deployment, DeploymentStatus status) {
        var report = new Received<>(
                new Receipt(new ReportId(node, ++number), Instant.now()),
                new DeviceStatus(device, deployment, new StatusReport(status, Optional.empty())));
        return StatusBatch.commit(fleet.database().connection(), List.of(report), Passage.LIVE);
    }

    private String row(DeviceRef ref) {
        DeviceId device = ref.device();
        return fleet.database()
                .value(
                        "select status || ' ' || finished || ' ' || attempts from deployment_device where device_id = ?",
                        device.value());
    }
}
