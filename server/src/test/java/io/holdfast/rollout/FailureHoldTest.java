package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.report.Passage;
import io.holdfast.report.Receipt;
import io.holdfast.report.Received;
import io.holdfast.report.ReportId;
import io.holdfast.rollout.DeploymentControl.ChangeOutcome;
import io.holdfast.rollout.FailureHold.Review;
import io.holdfast.testing.Eventually;
import io.holdfast.testing.SmallFleet;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.StatusReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureHoldTest {
    private static final int DEVICES = 4;

    private final SmallFleet fleet = SmallFleet.fresh();
    private final UUID node = fleet.database().node();
    private final Deployments deployments = new Deployments(fleet.transactions());
    private final DeploymentReads reads = new DeploymentReads(fleet.transactions());
    private final DeploymentControl control = new DeploymentControl(fleet.transactions());
    private final FailureHold hold = new FailureHold(fleet.transactions());
    private List<DeviceId> devices = List.of();
    private long number;

    @BeforeEach
    void something_to_deploy() {
        fleet.release("rel", "X");
        devices = fleet.devices(DEVICES);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void a_deployment_is_held_from_the_failure_on_that_reaches_its_limit_and_by_no_other_end() {
        for (int limit = 0; limit < DEVICES; limit++) {
            for (DeploymentStatus end : List.of(DeploymentStatus.FAILURE, DeploymentStatus.SUCCESS)) {
                DeploymentId id = create("limit " + limit + " " + end, limit(limit), 0);
                for (int ended = 1; ended < DEVICES; ended++) {
                    report(id, devices.get(ended - 1), end);

                    Review review = review(id);

                    boolean held = end == DeploymentStatus.FAILURE && limit > 0 && ended >= limit;
                    String label = "limit " + limit + ", " + ended + " " + end;
                    assertThat(find(id).held()).as(label).isEqualTo(held);
                    assertThat(stored(id)).as(label).isEqualTo(held);
                    assertThat(review).as(label).isEqualTo(held && ended == limit ? Review.HELD : Review.UNCHANGED);
                    assertThat(review(id)).as(label).isEqualTo(Review.UNCHANGED);
                }
            }
        }
    }

    @Test
    void an_attempt_that_is_followed_by_another_is_no_failure() {
        DeploymentId id = create("d", limit(1), 1);

        report(id, devices.getFirst(), DeploymentStatus.FAILURE);
        assertThat(review(id)).isEqualTo(Review.UNCHANGED);
        report(id, devices.getFirst(), DeploymentStatus.DOWNLOADING);
        report(id, devices.getFirst(), DeploymentStatus.FAILURE);

        assertThat(review(id)).isEqualTo(Review.HELD);
    }

    @Test
    void a_person_raises_lowers_or_takes_the_limit_away_and_each_is_in_force_in_its_own_transaction() {
        for (int before = 0; before <= 3; before++) {
            for (int after = 0; after <= 3; after++) {
                DeploymentId id = create(before + " to " + after, limit(before), 0);
                report(id, devices.get(0), DeploymentStatus.FAILURE);
                report(id, devices.get(1), DeploymentStatus.FAILURE);
                review(id);

                var changed = control.limitFailures(fleet.caller(), "request", id, limit(after));

                assertThat(changed.value()).isEqualTo(new ChangeOutcome.Changed());
                assertThat(changed.seq()).isPresent();
                boolean held = after == 1 || after == 2;
                assertThat(find(id).failureLimit()).isEqualTo(limit(after));
                assertThat(find(id).held()).isEqualTo(held);
                assertThat(stored(id)).isEqualTo(held);
                assertThat(review(id)).isEqualTo(Review.UNCHANGED);
            }
        }
        assertThat(fleet.database()
                        .number("select count(*) from audit_event where action = 'deployment.limit-failures'"))
                .isEqualTo(16);
    }

    @Test
    void a_failure_that_a_person_forgets_lets_the_deployment_go_on() {
        DeploymentId id = create("d", limit(1), 0);
        report(id, devices.getFirst(), DeploymentStatus.FAILURE);
        review(id);
        List<DeploymentRef> told = new ArrayList<>();

        new DeviceDeployments(fleet.transactions(), told::add).forget(fleet.caller(), "request", devices.getFirst());

        assertThat(told).containsExactly(new DeploymentRef(fleet.tenant(), id));
        assertThat(review(id)).isEqualTo(Review.RELEASED);
        assertThat(stored(id)).isFalse();
    }

    @Test
    void others_and_ended_deployments_are_not_touched() {
        DeploymentId aborted = create("d", limit(1), 0);
        report(aborted, devices.getFirst(), DeploymentStatus.FAILURE);
        deployments.abort(fleet.caller(), "request", aborted);

        assertThat(review(aborted)).isEqualTo(Review.UNCHANGED);
        assertThat(find(aborted).held()).isFalse();
        assertThat(control.limitFailures(fleet.caller(), "r", aborted, limit(2)).value())
                .isEqualTo(new ChangeOutcome.Ended());
        assertThat(control.limitFailures(fleet.stranger(), "r", aborted, limit(2))
                        .value())
                .isEqualTo(new ChangeOutcome.Unknown());
    }

    @Test
    void rounds_hold_what_was_left_before_the_start_and_what_is_told_later() {
        DeploymentId early = create("early", limit(1), 0);
        report(early, devices.getFirst(), DeploymentStatus.FAILURE);
        DeploymentId late = create("late", limit(1), 0);

        try (CompletionRounds rounds = CompletionRounds.start(new DeploymentCompletion(fleet.transactions()), hold)) {
            Eventually.holds("the one left over", () -> stored(early));
            report(late, devices.getFirst(), DeploymentStatus.FAILURE);
            rounds.targetFinished(new DeploymentRef(fleet.tenant(), late));

            Eventually.holds("the one told", () -> stored(late));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 10_001})
    void a_limit_is_a_number_of_devices(int devices) {
        assertThatThrownBy(() -> new FailureLimit.HoldAfter(devices)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Zero stands for no limit in these matrices only. */
    private static FailureLimit limit(int devices) {
        return devices == 0 ? FailureLimit.unlimited() : new FailureLimit.HoldAfter(devices);
    }

    private DeploymentId create(String name, FailureLimit limit, int retries) {
        NewDeployment wanted =
                new NewDeployment(name, "rel", new Targets.AllAccepted(), false, retries, Optional.empty(), limit);
        return ((Deployments.CreateOutcome.Created)
                        deployments.create(fleet.caller(), "request", wanted).value())
                .id();
    }

    private void report(DeploymentId id, DeviceId device, DeploymentStatus status) {
        StatusBatch.commit(
                fleet.database().connection(),
                List.of(new Received<>(
                        new Receipt(new ReportId(node, ++number), Instant.now()),
                        new DeviceStatus(
                                new DeviceRef(fleet.tenant(), device),
                                id,
                                new StatusReport(status, Optional.empty())))),
                Passage.LIVE);
    }

    private Review review(DeploymentId id) {
        return hold.review(new DeploymentRef(fleet.tenant(), id));
    }

    private Deployment find(DeploymentId id) {
        return reads.find(fleet.tenant(), id).orElseThrow();
    }

    private boolean stored(DeploymentId id) {
        return fleet.database()
                .value("select held from deployment where deployment_id = ?", id.value())
                .equals("t");
    }
}
