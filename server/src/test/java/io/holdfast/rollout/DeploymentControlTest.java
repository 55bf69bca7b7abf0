package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.Committed;
import io.holdfast.rollout.DeploymentControl.ChangeOutcome;
import io.holdfast.testing.SmallFleet;
import io.holdfast.wire.mender.Control;
import io.holdfast.wire.mender.ControlAction;
import io.holdfast.wire.mender.ControlPoint;
import io.holdfast.wire.mender.UpdateControlMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeploymentControlTest {
    private static final UpdateControlMap PAUSE = map(ControlAction.PAUSE);
    private static final UpdateControlMap CONTINUE = map(ControlAction.CONTINUE);

    private final SmallFleet fleet = SmallFleet.fresh();
    private final Deployments deployments = new Deployments(fleet.transactions());
    private final DeploymentReads reads = new DeploymentReads(fleet.transactions());
    private final DeploymentControl control = new DeploymentControl(fleet.transactions());

    @BeforeEach
    void something_to_deploy() {
        fleet.release("rel", "X");
        fleet.devices(2);
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void a_map_is_kept_as_it_was_given_and_changed_while_the_deployment_runs() {
        for (Optional<UpdateControlMap> before :
                List.of(Optional.<UpdateControlMap>empty(), Optional.of(PAUSE), Optional.of(UpdateControlMap.GO_ON))) {
            for (UpdateControlMap after : List.of(PAUSE, CONTINUE, UpdateControlMap.GO_ON)) {
                // Given
                DeploymentId id = create(before + " " + after, before);
                assertThat(find(id).controlMap()).isEqualTo(before);

                // When
                Committed<ChangeOutcome> changed = control.control(fleet.caller(), "request", id, after);

                // Then
                assertThat(changed.value()).isEqualTo(new ChangeOutcome.Changed());
                assertThat(changed.seq()).isPresent();
                assertThat(find(id).controlMap()).contains(after);
                assertThat(find(id).standing()).isEqualTo(DeploymentStanding.ACTIVE);
            }
        }
    }

    @Test
    void every_change_is_audited_with_the_map_and_no_refusal_is() {
        DeploymentId id = create("d", Optional.of(PAUSE));

        control.control(fleet.caller(), "request", id, CONTINUE);
        control.control(fleet.stranger(), "request", id, PAUSE);
        control.control(fleet.caller(), "request", DeploymentId.random(), PAUSE);

        assertThat(fleet.database().number("select count(*) from audit_event where action = 'deployment.control'"))
                .isEqualTo(1);
        assertThat(fleet.database()
                        .value("select detail #>> '{states,ArtifactInstall_Enter,action}' from audit_event"
                                + " where action = 'deployment.control'"))
                .isEqualTo("continue");
    }

    @Test
    void a_deployment_of_nobody_or_of_others_is_unknown_and_an_ended_one_has_ended() {
        DeploymentId aborted = create("aborted", Optional.of(PAUSE));
        deployments.abort(fleet.caller(), "request", aborted);
        DeploymentId running = create("running", Optional.of(PAUSE));
        long feed = fleet.database().number("select count(*) from feed_commit");

        assertThat(control.control(fleet.caller(), "r", DeploymentId.random(), CONTINUE)
                        .value())
                .isEqualTo(new ChangeOutcome.Unknown());
        assertThat(control.control(fleet.stranger(), "r", running, CONTINUE).value())
                .isEqualTo(new ChangeOutcome.Unknown());
        assertThat(control.control(fleet.caller(), "r", aborted, CONTINUE).value())
                .isEqualTo(new ChangeOutcome.Ended());

        assertThat(find(aborted).controlMap()).contains(PAUSE);
        assertThat(find(running).controlMap()).contains(PAUSE);
        assertThat(fleet.database().number("select count(*) from feed_commit")).isEqualTo(feed);
    }

    private DeploymentId create(String name, Optional<UpdateControlMap> map) {
        NewDeployment wanted =
                new NewDeployment(name, "rel", new Targets.AllAccepted(), false, 0, map, FailureLimit.unlimited());
        return ((Deployments.CreateOutcome.Created)
                        deployments.create(fleet.caller(), "request", wanted).value())
                .id();
    }

    private Deployment find(DeploymentId id) {
        return reads.find(fleet.tenant(), id).orElseThrow();
    }

    private static UpdateControlMap map(ControlAction action) {
        return new UpdateControlMap(3, new TreeMap<>(Map.of(ControlPoint.INSTALL, Control.of(action))));
    }
}
