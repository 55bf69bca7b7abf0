package io.holdfast.api.mender;

import static io.holdfast.api.mender.DeploymentRoutes.DEPLOYMENTS;
import static io.holdfast.api.mender.DeploymentRoutes.UNKNOWN;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.InForce;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.feed.Committed;
import io.holdfast.feed.Propagation;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.rollout.DeploymentControl;
import io.holdfast.rollout.DeploymentControl.ChangeOutcome;
import java.util.List;

/**
 * Pausing a deployment and letting it go on: {@code PATCH .../deployments/{id}} with another {@code update_control_map}. In force on
 * this node when it is answered, if that takes no longer than a second.
 */
public final class DeploymentControlRoutes {
    private static final Refusal ENDED =
            Refusal.unprocessable("deployment.finished", "the deployment has ended; no device would hear of it");

    private final DeploymentControl control;
    private final InForce inForce;

    public DeploymentControlRoutes(DeploymentControl control, Propagation propagation) {
        this.control = control;
        this.inForce = new InForce(propagation);
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(Route.patch(DEPLOYMENTS + "/{id}", Policy.SIGNED_IN, BodyRule.JSON, this::change));
    }

    private Reply change(Call call) {
        Committed<ChangeOutcome> committed = control.control(
                call.caller(), call.requestId(), DeploymentRoutes.id(call), DeploymentBody.controlMap(call.body()));
        Reply reply = switch (committed.value()) {
            case ChangeOutcome.Changed ignored -> Reply.empty(204);
            case ChangeOutcome.Unknown ignored -> Reply.refused(UNKNOWN);
            case ChangeOutcome.Ended ignored -> Reply.refused(ENDED);
        };
        return inForce.answer(committed.seq(), reply);
    }
}
