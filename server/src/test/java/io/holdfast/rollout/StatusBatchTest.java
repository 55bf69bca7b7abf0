package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.report.BatchResult;
import io.holdfast.report.Passage;
import io.holdfast.report.Receipt;
import io.holdfast.report.Received;
import io.holdfast.report.ReportId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.FleetDatabase;
import io.holdfast.testing.TestPostgres;
import io.holdfast.testing.TestServer;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("servers")
class StatusBatchTest {
    private static final List<DeploymentStatus> REPORTABLE = Arrays.stream(DeploymentStatus.values())
            .filter(DeploymentStatus::reportable)
            .toList();

    private final TestServer server;
    private FleetDatabase db;
    private TenantId tenant;
    private UUID node;
    private long number;

    StatusBatchTest(TestServer server) {
        this.server = server;
    }

    static Stream<TestServer> servers() {
        return Stream.concat(Stream.of(TestPostgres.embedded18()), TestPostgres.debian15().stream());
    }

    @BeforeEach
    void open() throws SQLException {
        db = FleetDatabase.on(server);
        tenant = db.tenant();
        node = db.node();
    }

    @AfterEach
    void close() throws SQLException {
        db.close();
    }

    @Test
    void a_live_status_applies_unless_the_target_is_as_far_or_has_finished() {
        for (DeploymentStatus before : REPORTABLE) {
            for (DeploymentStatus now : REPORTABLE) {
                // Given
                DeviceRef device = db.device(tenant);
                DeploymentId deployment = db.deployment(device);
                send(Passage.LIVE, Instant.now(), device, deployment, before);

                // When
                StatusVerdict verdict = send(Passage.LIVE, Instant.now(), device, deployment, now);

                // Then
                assertThat(verdict).as(before + " then " + now).isEqualTo(expected(before, now));
                boolean replaces = verdict == StatusVerdict.RECORDED;
                assertThat(statusOf(device, deployment)).isEqualTo((replaces ? now : before).wireName());
                assertThat(events(device)).isEqualTo(noted(verdict) ? 1 : 0);
            }
        }
        assertThat(db.feedIsGapless()).isTrue();
    }

    private static StatusVerdict expected(DeploymentStatus before, DeploymentStatus now) {
        if (before == now) {
            return StatusVerdict.UNCHANGED;
        }
        if (before.finished()) {
            return StatusVerdict.FINISHED;
        }
        return now.rank() < before.rank() ? StatusVerdict.LATE : StatusVerdict.RECORDED;
    }

    private static boolean noted(StatusVerdict verdict) {
        return verdict == StatusVerdict.LATE || verdict == StatusVerdict.FINISHED;
    }

    @Test
    void a_replayed_status_applies_only_when_it_was_received_after_the_row_was_written() {
        Instant written = Instant.now();
        for (DeploymentStatus now : REPORTABLE) {
            for (boolean later : new boolean[] {false, true}) {
                // Given
                DeviceRef device = db.device(tenant);
                DeploymentId deployment = db.deployment(device);
                send(Passage.LIVE, written, device, deployment, DeploymentStatus.DOWNLOADING);

                // When
                Instant received = written.plus(Duration.ofSeconds(later ? 1 : -1));
                StatusVerdict verdict = send(Passage.REPLAYED, received, device, deployment, now);

                // Then
                boolean same = now == DeploymentStatus.DOWNLOADING;
                StatusVerdict other = later ? StatusVerdict.RECORDED : StatusVerdict.LATE;
                assertThat(verdict).isEqualTo(same ? StatusVerdict.UNCHANGED : other);
                assertThat(statusOf(device, deployment))
                        .isEqualTo((later ? now : DeploymentStatus.DOWNLOADING).wireName());
                assertThat(events(device)).isEqualTo(!same && !later ? 1 : 0);
            }
        }
    }

    @Test
    void a_replay_of_what_was_committed_after_all_changes_nothing() {
        // Given
        DeviceRef device = db.device(tenant);
        DeploymentId deployment = db.deployment(device);
        Received<DeviceStatus> report = received(Instant.now(), device, deployment, DeploymentStatus.SUCCESS);
        commit(Passage.LIVE, List.of(report));
        long seq = db.number("select seq from feed_head");

        // When
        BatchResult<StatusVerdict> replayed = commit(Passage.REPLAYED, List.of(report));

        // Then
        assertThat(replayed.verdicts()).containsExactly(StatusVerdict.UNCHANGED);
        assertThat(replayed.seq()).isEmpty();
        assertThat(db.number("select seq from feed_head")).isEqualTo(seq);
        assertThat(events(device)).isZero();
    }

    @Test
    void after_an_abort_every_status_is_answered_aborted_and_a_success_shows_as_installed_anyway() {
        for (Passage passage : Passage.values()) {
            for (DeploymentStatus now : REPORTABLE) {
                // Given
                DeviceRef device = db.device(tenant);
                DeploymentId deployment = db.deployment(device);
                db.abort(tenant, deployment);

                // When
                StatusVerdict first = send(passage, Instant.now(), device, deployment, now);
                StatusVerdict second = send(passage, Instant.now(), device, deployment, now);

                // Then
                assertThat(List.of(first, second)).containsOnly(StatusVerdict.ABORTED);
                assertThat(statusOf(device, deployment)).isEqualTo("aborted");
                assertThat(db.value("select installed_anyway from deployment_device where device_id = ?", id(device)))
                        .isEqualTo(now == DeploymentStatus.SUCCESS ? "t" : "f");
                assertThat(events(device)).isEqualTo(1);
            }
        }
    }

    @Test
    void a_device_that_succeeded_before_the_abort_is_not_told_that_it_was_aborted() {
        // Given
        DeviceRef device = db.device(tenant);
        DeploymentId deployment = db.deployment(device);
        send(Passage.LIVE, Instant.now(), device, deployment, DeploymentStatus.SUCCESS);
        db.abort(tenant, deployment);

        // When
        StatusVerdict verdict = send(Passage.LIVE, Instant.now(), device, deployment, DeploymentStatus.SUCCESS);

        // Then
        assertThat(verdict).isEqualTo(StatusVerdict.UNCHANGED);
    }

    @Test
    void a_device_that_is_no_target_is_gone_and_so_is_one_of_another_tenant() {
        // Given
        DeviceRef device = db.device(tenant);
        DeploymentId deployment = db.deployment(device);
        DeviceRef stranger = new DeviceRef(tenant, DeviceId.random());
        DeviceRef foreign = new DeviceRef(db.tenant(), device.device());

        // When
        BatchResult<StatusVerdict> result = commit(
                Passage.LIVE,
                List.of(
                        received(Instant.now(), stranger, deployment, DeploymentStatus.SUCCESS),
                        received(Instant.now(), device, deployment, DeploymentStatus.INSTALLING),
                        received(Instant.now(), foreign, deployment, DeploymentStatus.SUCCESS)));

        // Then
        assertThat(result.verdicts()).containsExactly(StatusVerdict.GONE, StatusVerdict.RECORDED, StatusVerdict.GONE);
    }

    @Test
    void only_finished_targets_are_told_to_the_feed_and_the_high_water_mark_follows() {
        // Given
        List<DeviceRef> devices = db.devices(tenant, 3);
        DeploymentId deployment = db.deployment(devices);

        // When
        BatchResult<StatusVerdict> begun =
                commit(Passage.LIVE, reports(devices, deployment, DeploymentStatus.DOWNLOADING));
        List<Received<DeviceStatus>> finishing = reports(devices, deployment, DeploymentStatus.SUCCESS);
        BatchResult<StatusVerdict> finished = commit(Passage.LIVE, finishing);

        // Then
        assertThat(begun.seq()).isEmpty();
        assertThat(finished.seq()).hasValue(1);
        assertThat(db.number("select cardinality(ids) from feed_commit where seq = 1 and kinds[1] = 'device'"))
                .isEqualTo(3);
        assertThat(db.number("select report_high_water from node where node_id = ?", node))
                .isEqualTo(finishing.getLast().receipt().id().number());
    }

    @Test
    void a_lower_status_that_is_repeated_takes_one_row_of_the_timeline() {
        // Given
        DeviceRef device = db.device(tenant);
        DeploymentId deployment = db.deployment(device);
        send(Passage.LIVE, Instant.now(), device, deployment, DeploymentStatus.INSTALLING);

        // When
        for (int i = 0; i < 5; i++) {
            send(Passage.LIVE, Instant.now(), device, deployment, DeploymentStatus.DOWNLOADING);
        }

        // Then
        assertThat(events(device)).isEqualTo(1);
    }

    private List<Received<DeviceStatus>> reports(
            List<DeviceRef> devices, DeploymentId deployment, DeploymentStatus status) {
        return devices.stream()
                .map(device -> received(Instant.now(), device, deployment, status))
                .toList();
    }

    private StatusVerdict send(
            Passage passage, Instant at, DeviceRef device, DeploymentId deployment, DeploymentStatus status) {
        return commit(passage, List.of(received(at, device, deployment, status)))
                .verdicts()
                .getFirst();
    }

    private BatchResult<StatusVerdict> commit(Passage passage, List<Received<DeviceStatus>> reports) {
        return StatusBatch.commit(db.connection(), reports, passage);
    }

    private Received<DeviceStatus> received(
            Instant at, DeviceRef device, DeploymentId deployment, DeploymentStatus status) {
        return new Received<>(
                new Receipt(new ReportId(node, ++number), at),
                new DeviceStatus(device, deployment, new StatusReport(status, Optional.empty())));
    }

    private String statusOf(DeviceRef device, DeploymentId deployment) {
        return db.value(
                "select status from deployment_device where tenant_id = ? and deployment_id = ? and device_id = ?",
                device.tenant().value(),
                deployment.value(),
                id(device));
    }

    private long events(DeviceRef device) {
        return db.number("select count(*) from deployment_event where device_id = ?", id(device));
    }

    private static UUID id(DeviceRef device) {
        return device.device().value();
    }
}
