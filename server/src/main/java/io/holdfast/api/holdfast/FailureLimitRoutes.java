package io.holdfast.api.holdfast;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Fields;
import io.holdfast.api.InForce;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.feed.Committed;
import io.holdfast.feed.Propagation;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.rollout.Deployment;
import io.holdfast.rollout.DeploymentControl;
import io.holdfast.rollout.DeploymentControl.ChangeOutcome;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeploymentReads;
import io.holdfast.rollout.FailureLimit;
import io.holdfast.wire.json.MalformedInput;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The number of failed devices at which a deployment holds itself: read, set, raised to let it go on, taken away. */
public final class FailureLimitRoutes {
    private static final String PATH = "/api/management/v1/holdfast/deployments/{id}/failure_limit";
    private static final String FIELD = "hold_after_failures";

    private static final Refusal UNKNOWN = Refusal.notFound("deployment.unknown", "there is no such deployment");
    private static final Refusal ENDED =
            Refusal.unprocessable("deployment.finished", "the deployment has ended; there is nothing to hold");

    private final DeploymentControl control;
    private final DeploymentReads reads;
    private final InForce inForce;

    public FailureLimitRoutes(DeploymentControl control, DeploymentReads reads, Propagation propagation) {
        this.control = control;
        this.reads = reads;
        this.inForce = new InForce(propagation);
    }

    /** The route table. */
    public List<Route> routes() {
        return List.of(
                Route.get(PATH, Policy.SIGNED_IN, this::show),
                Route.put(PATH, Policy.SIGNED_IN, BodyRule.JSON, this::set),
                Route.delete(PATH, Policy.SIGNED_IN, this::remove));
    }

    private Reply show(Call call) {
        Deployment deployment = reads.find(call.caller().tenant(), id(call)).orElseThrow(UNKNOWN::exception);
        ObjectNode json = Json.object().put("failures", deployment.failures()).put("held", deployment.held());
        if (deployment.failureLimit() instanceof FailureLimit.HoldAfter limit) {
            json.put(FIELD, limit.devices());
        }
        return Reply.json(json);
    }

    private Reply set(Call call) {
        long devices = Fields.of(call.body(), Set.of(FIELD))
                .wholeNumber(FIELD)
                .orElseThrow(() -> MalformedInput.missing(FIELD));
        if (devices < 1 || devices > FailureLimit.DEVICES_MAX) {
            throw Refusal.badRequest(
                            "deployment.failure-limit",
                            "\"" + FIELD + "\" is 1 to " + FailureLimit.DEVICES_MAX + "; DELETE takes the limit away")
                    .exception();
        }
        return change(call, new FailureLimit.HoldAfter((int) devices));
    }

    private Reply remove(Call call) {
        return change(call, FailureLimit.unlimited());
    }

    private Reply change(Call call, FailureLimit limit) {
        Committed<ChangeOutcome> committed = control.limitFailures(call.caller(), call.requestId(), id(call), limit);
        Reply reply = switch (committed.value()) {
            case ChangeOutcome.Changed ignored -> Reply.empty(204);
            case ChangeOutcome.Unknown ignored -> Reply.refused(UNKNOWN);
            case ChangeOutcome.Ended ignored -> Reply.refused(ENDED);
        };
        return inForce.answer(committed.seq(), reply);
    }

    private static DeploymentId id(Call call) {
        return DeploymentId.parse(call.parameter("id")).orElseThrow(UNKNOWN::exception);
    }
}
