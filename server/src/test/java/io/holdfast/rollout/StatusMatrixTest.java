package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import io.holdfast.report.Passage;
import io.holdfast.report.Receipt;
import io.holdfast.report.Received;
import io.holdfast.report.ReportId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.FleetDatabase;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every status after every other, live and replayed: 13 that a row can have, 12 that can arrive, three ways of arriving. */
class StatusMatrixTest {
    private static final List<DeploymentStatus> ARRIVING = Arrays.stream(DeploymentStatus.values())
            .filter(status -> status.reportable() || status == DeploymentStatus.NO_ARTIFACT)
            .toList();
    private static final Instant WRITTEN = Instant.now().minus(Duration.ofHours(1));

    private FleetDatabase db;
    private TenantId tenant;
    private UUID node;

    enum Arrival {
        LIVE(Passage.LIVE, 1),
        // A live report's time may be behind the row's: clocks of nodes differ.
        LIVE_WITH_AN_EARLIER_TIME(Passage.LIVE, -1),
        REPLAYED_RECEIVED_LATER(Passage.REPLAYED, 1),
        REPLAYED_RECEIVED_EARLIER(Passage.REPLAYED, -1);

        private final Passage passage;
        private final int minutes;

        Arrival(Passage passage, int minutes) {
            this.passage = passage;
            this.minutes = minutes;
        }
    }

    private record Case(DeviceRef device, DeploymentStatus before, DeploymentStatus now) {}

    @BeforeEach
    void open() throws SQLException {
        db = FleetDatabase.fresh();
        tenant = db.tenant();
        node = db.node();
    }

    @AfterEach
    void close() throws SQLException {
        db.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_report_changes_a_row_only_forward_and_never_after_its_end(Arrival arrival) {
        // Given
        List<Case> cases = new ArrayList<>();
        for (DeploymentStatus before : DeploymentStatus.values()) {
            for (DeploymentStatus now : ARRIVING) {
                cases.add(new Case(db.device(tenant), before, now));
            }
        }
        DeploymentId deployment = db.deployment(cases.stream().map(Case::device).toList());
        cases.forEach(each -> set(deployment, each));
        db.recount(tenant, deployment);

        // When
        List<StatusVerdict> verdicts = StatusBatch.commit(
                        db.connection(),
                        cases.stream()
                                .map(each -> report(deployment, each, arrival))
                                .toList(),
                        arrival.passage)
                .verdicts();

        // Then
        for (int i = 0; i < cases.size(); i++) {
            Case each = cases.get(i);
            StatusVerdict expected = expected(each, arrival);
            String label = each.before + ", then " + each.now;
            assertThat(verdicts.get(i)).as(label).isEqualTo(expected);
            DeploymentStatus after = expected == StatusVerdict.RECORDED ? each.now : each.before;
            assertThat(row(each.device))
                    .as(label)
                    .isEqualTo(after.wireName() + " " + after.rank() + " " + after.finished() + " "
                            + (each.before == DeploymentStatus.ABORTED && each.now == DeploymentStatus.SUCCESS));
            boolean noted = expected != StatusVerdict.RECORDED && expected != StatusVerdict.UNCHANGED;
            assertThat(db.number(
                            "select count(*) from deployment_event where device_id = ?",
                            each.device.device().value()))
                    .as(label)
                    .isEqualTo(noted ? 1 : 0);
        }
        assertThat(db.wrongCounts()).isEmpty();
    }

    private static StatusVerdict expected(Case each, Arrival arrival) {
        if (each.before == each.now) {
            return StatusVerdict.UNCHANGED;
        }
        if (each.before == DeploymentStatus.ABORTED) {
            return StatusVerdict.ABORTED;
        }
        if (each.before.finished()) {
            return StatusVerdict.FINISHED;
        }
        boolean stale = arrival == Arrival.REPLAYED_RECEIVED_EARLIER;
        return stale || each.now.rank() < each.before.rank() ? StatusVerdict.LATE : StatusVerdict.RECORDED;
    }

    private void set(DeploymentId deployment, Case each) {
        Query.on(db.connection(), """
                update deployment_device set status = ?, rank = ?, finished = ?, received_at = ?
                where tenant_id = ? and deployment_id = ? and device_id = ?
                """)
                .with(each.before.wireName(), each.before.rank(), each.before.finished(), WRITTEN)
                .with(tenant.value(), deployment.value(), each.device.device().value())
                .update();
    }

    private Received<DeviceStatus> report(DeploymentId deployment, Case each, Arrival arrival) {
        Instant at = WRITTEN.plus(Duration.ofMinutes(arrival.minutes));
        return new Received<>(
                new Receipt(new ReportId(node, 1 + ARRIVING.indexOf(each.now)), at),
                new DeviceStatus(each.device, deployment, new StatusReport(each.now, Optional.empty())));
    }

    private String row(DeviceRef device) {
        return db.value(
                "select status || ' ' || rank || ' ' || finished || ' ' || installed_anyway from deployment_device"
                        + " where device_id = ?",
                device.device().value());
    }
}
