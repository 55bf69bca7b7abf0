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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StalledTargetsTest {
    private FleetDatabase db;
    private TenantId tenant;
    private UUID node;
    private DeviceRef device;
    private DeploymentId deployment;
    private long number;

    @BeforeEach
    void open() throws SQLException {
        db = FleetDatabase.fresh();
        tenant = db.tenant();
        node = db.node();
        device = db.device(tenant);
        deployment = db.deployment(device);
    }

    @AfterEach
    void close() throws SQLException {
        db.close();
    }

    @ParameterizedTest
    @EnumSource
    void a_target_is_stalled_when_it_began_did_not_end_waits_for_nobody_and_is_quiet(DeploymentStatus status) {
        for (boolean quiet : new boolean[] {false, true}) {
            set(status, quiet ? 25 : 23);

            walk();

            boolean waits = status.wireName().startsWith("pause_");
            boolean underWay = status != DeploymentStatus.PENDING && !status.finished() && !waits;
            assertThat(db.value("select stalled from deployment_device")).isEqualTo(quiet && underWay ? "t" : "f");
            assertThat(db.wrongCounts()).isEmpty();
        }
    }

    @Test
    void the_next_word_of_the_device_ends_it_even_if_it_says_the_same_again() {
        for (DeploymentStatus next : List.of(DeploymentStatus.INSTALLING, DeploymentStatus.SUCCESS)) {
            set(DeploymentStatus.INSTALLING, 25);
            walk();
            assertThat(db.value("select stalled from deployment_device")).isEqualTo("t");

            assertThat(report(next)).isEqualTo(StatusVerdict.RECORDED);
            walk();

            assertThat(db.value("select stalled || ' ' || status from deployment_device"))
                    .isEqualTo("false " + next.wireName());
            assertThat(db.wrongCounts()).isEmpty();
        }
    }

    @Test
    void a_walk_goes_through_all_active_deployments() {
        DeploymentId second = db.deployment(device);
        DeploymentId ended = db.deployment(device);
        set(DeploymentStatus.DOWNLOADING, 25);
        Query.on(
                        db.connection(),
                        "update deployment set standing = 'finished', finished_at = now() where deployment_id = ?")
                .with(ended.value())
                .update();

        walk();

        assertThat(db.number("select count(*) from deployment_device where stalled"))
                .isEqualTo(2);
        assertThat(db.value("select stalled from deployment_device where deployment_id = ?", second.value()))
                .isEqualTo("t");
    }

    private void set(DeploymentStatus status, int hoursAgo) {
        Query.on(db.connection(), """
                update deployment_device
                set status = ?, rank = ?, finished = ?, stalled = false, received_at = now() - ? * interval '1 hour',
                    started_at = case when ? = 'pending' then null else now() - interval '3 days' end
                """)
                .with(status.wireName(), status.rank(), status.finished(), hoursAgo, status.wireName())
                .update();
        db.recount(tenant, deployment);
    }

    private void walk() {
        StalledTargets walk = new StalledTargets(StalledTargets.QUIET_MAX);
        boolean more = true;
        while (more) {
            more = walk.step(db.connection());
        }
    }

    private StatusVerdict report(DeploymentStatus status) {
        var report = new Received<>(
                new Receipt(new ReportId(node, ++number), Instant.now().plus(Duration.ofSeconds(number))),
                new DeviceStatus(device, deployment, new StatusReport(status, Optional.empty())));
        return StatusBatch.commit(db.connection(), List.of(report), Passage.LIVE)
                .verdicts()
                .getFirst();
    }
}
