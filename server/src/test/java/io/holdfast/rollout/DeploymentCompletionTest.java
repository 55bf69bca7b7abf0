package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.database.Transactions;
import io.holdfast.tenancy.TenantId;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.FleetDatabase;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeploymentCompletionTest {
    private FleetDatabase db;
    private TenantId tenant;
    private FleetTransactions transactions;
    private DeploymentCompletion completion;

    @BeforeEach
    void open() throws SQLException {
        db = FleetDatabase.fresh();
        tenant = db.tenant();
        transactions =
                new FleetTransactions(new Transactions(() -> db.database().connect()), () -> {});
        completion = new DeploymentCompletion(transactions);
    }

    @AfterEach
    void close() throws SQLException {
        db.close();
    }

    @Test
    void a_deployment_finishes_with_its_last_target_and_only_once() {
        // Given
        List<DeviceRef> devices = db.devices(tenant, 2);
        DeploymentId deployment = db.deployment(devices);
        DeploymentRef ref = new DeploymentRef(tenant, deployment);
        finish(devices.get(0));

        // When
        boolean withOneOpen = completion.complete(ref);
        finish(devices.get(1));
        boolean withNoneOpen = completion.complete(ref);
        boolean again = completion.complete(ref);

        // Then
        assertThat(List.of(withOneOpen, withNoneOpen, again)).containsExactly(false, true, false);
        assertThat(db.value("select standing from deployment where finished_at is not null"))
                .isEqualTo("finished");
        assertThat(db.number("select count(*) from feed_commit where kinds = array['deployment']"))
                .isEqualTo(1);
    }

    @Test
    void an_aborted_deployment_stays_aborted() {
        // Given
        DeploymentId deployment = db.deployment(db.device(tenant));
        db.abort(tenant, deployment);

        // Then
        assertThat(completion.complete(new DeploymentRef(tenant, deployment))).isFalse();
        assertThat(db.value("select standing from deployment")).isEqualTo("aborted");
    }

    @Test
    void rounds_finish_what_was_left_before_the_start_and_what_is_told_later() {
        // Given
        DeviceRef early = db.device(tenant);
        db.deployment(early);
        finish(early);
        try (CompletionRounds rounds = CompletionRounds.start(completion, new FailureHold(transactions))) {
            Eventually.holds("the one left over", () -> finished() == 1);
            DeviceRef late = db.device(tenant);
            DeploymentId told = db.deployment(late);
            finish(late);

            // When
            rounds.targetFinished(new DeploymentRef(tenant, told));

            // Then
            Eventually.holds("the one told", () -> finished() == 2);
        }
    }

    private long finished() {
        return db.number("select count(*) from deployment where standing = 'finished'");
    }

    private void finish(DeviceRef device) {
        Query.on(db.connection(), """
                update deployment_device set status = 'success', rank = 100, finished = true, finished_at = now()
                where tenant_id = ? and device_id = ?
                """)
                .with(tenant.value(), device.device().value())
                .update();
    }
}
