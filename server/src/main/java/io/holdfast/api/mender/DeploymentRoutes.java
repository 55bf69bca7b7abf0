package io.holdfast.api.mender;

import io.holdfast.api.BodyRule;
import io.holdfast.api.Call;
import io.holdfast.api.Paging;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.feed.AppliedWaiter;
import io.holdfast.feed.Committed;
import io.holdfast.inventory.GroupName;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.rollout.Deployment;
import io.holdfast.rollout.DeploymentFilter;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeploymentReads;
import io.holdfast.rollout.Deployments;
import io.holdfast.rollout.Deployments.AbortOutcome;
import io.holdfast.rollout.Deployments.CreateOutcome;
import io.holdfast.rollout.NewDeployment;
import io.holdfast.rollout.TargetTally;
import io.holdfast.tenancy.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Mender's deployments API: create, follow and stop deployments. Of the devices in them: {@link DeploymentDeviceRoutes}. */
public final class DeploymentRoutes {
    static final String DEPLOYMENTS = "/api/management/v1/deployments/deployments";
    private static final String DEPLOYMENTS_V2 = "/api/management/v2/deployments/deployments";
    static final Refusal UNKNOWN = Refusal.notFound("deployment.unknown", "there is no such deployment");

    private static final Refusal NO_TARGETS =
            Refusal.unprocessable("deployment.no-targets", "none of these devices is accepted; accept one first");
    private static final Refusal NO_GROUP = Refusal.unprocessable(
            "deployment.no-group", "no accepted device is in a group of that name; put one into it first");

    /** The deed is done when it is committed; the wait only spares the caller a device that has not heard of it. */
    static final Duration APPLIED_WITHIN = Duration.ofSeconds(1);

    private final Deployments deployments;
    private final DeploymentReads reads;
    private final AppliedWaiter applied;

    public DeploymentRoutes(Deployments deployments, DeploymentReads reads, AppliedWaiter applied) {
        this.deployments = deployments;
        this.reads = reads;
        this.applied = applied;
    }

    /** The route table. */
    public List<Route> routes() {
        Policy person = Policy.SIGNED_IN;
        return List.of(
                Route.get(DEPLOYMENTS, person, this::list1),
                Route.get(DEPLOYMENTS_V2, person, this::list2),
                Route.post(DEPLOYMENTS, person, BodyRule.JSON, this::create),
                Route.post(DEPLOYMENTS_V2, person, BodyRule.JSON, this::create),
                Route.post(DEPLOYMENTS + "/group/{name}", person, BodyRule.JSON, this::createForGroup),
                Route.get(DEPLOYMENTS + "/{id}", person, this::show),
                Route.put(DEPLOYMENTS + "/{id}/status", person, BodyRule.JSON, this::abort),
                Route.get(DEPLOYMENTS + "/{id}/statistics", person, this::statistics),
                Route.post(DEPLOYMENTS + "/statistics/list", person, BodyRule.JSON, this::statisticsOfMany));
    }

    private Reply list1(Call call) {
        return list(call, DeploymentQueries.version1(call), DeploymentJson::version1);
    }

    private Reply list2(Call call) {
        return list(call, DeploymentQueries.version2(call), DeploymentJson::version2);
    }

    private Reply list(Call call, Optional<DeploymentFilter> filter, Function<Deployment, ? extends JsonNode> json) {
        Paging paging = Paging.of(call);
        TenantId tenant = call.caller().tenant();
        List<Deployment> found = filter.map(wanted -> reads.list(tenant, wanted, paging.limit(), paging.offset()))
                .orElse(List.of());
        boolean more = found.size() > paging.perPage();
        ArrayNode page = Json.array();
        found.stream().limit(paging.perPage()).map(json).forEach(page::add);
        int total = filter.map(wanted -> reads.count(tenant, wanted)).orElse(0);
        return paging.link(Reply.json(page), call, more).header("X-Total-Count", Integer.toString(total));
    }

    private Reply create(Call call) {
        return create(call, DeploymentBody.wanted(call.body()), NO_TARGETS);
    }

    private Reply create(Call call, NewDeployment wanted, Refusal noTargets) {
        Committed<CreateOutcome> committed = deployments.create(call.caller(), call.requestId(), wanted);
        awaitApplied(committed);
        return switch (committed.value()) {
            case CreateOutcome.Created created -> Reply.created(DEPLOYMENTS + "/" + created.id());
            case CreateOutcome.NoSuchRelease ignored ->
                Reply.refused(Refusal.unprocessable(
                        "deployment.no-artifact", "there is no artifact of that name; upload one first"));
            case CreateOutcome.NoTargets ignored -> Reply.refused(noTargets);
            case CreateOutcome.SameActive same ->
                Reply.refused(Refusal.conflict(
                        "deployment.same-active",
                        "deployment " + same.id() + " of the same name brings the same release to the same devices;"
                                + " abort it or wait for its end"));
        };
    }

    private Reply createForGroup(Call call) {
        GroupName group = GroupName.parse(call.parameter("name")).orElseThrow(NO_GROUP::exception);
        return create(call, DeploymentBody.wanted(call.body(), group), NO_GROUP);
    }

    private Reply show(Call call) {
        return Reply.json(DeploymentJson.version1(deployment(call)));
    }

    private Reply abort(Call call) {
        DeploymentBody.requireAbort(call.body());
        Committed<AbortOutcome> committed = deployments.abort(call.caller(), call.requestId(), id(call));
        awaitApplied(committed);
        return switch (committed.value()) {
            case AbortOutcome.Aborted ignored -> Reply.empty(204);
            case AbortOutcome.Unknown ignored -> Reply.refused(UNKNOWN);
            case AbortOutcome.FinishedAlready ignored ->
                Reply.refused(Refusal.unprocessable("deployment.finished", "the deployment has finished already"));
        };
    }

    private Reply statistics(Call call) {
        return Reply.json(DeploymentJson.statistics(deployment(call).tally()));
    }

    private Reply statisticsOfMany(Call call) {
        List<DeploymentId> ids = DeploymentBody.ids(call.body());
        Map<DeploymentId, TargetTally> found = reads.statistics(call.caller().tenant(), ids);
        if (found.isEmpty()) {
            return Reply.refused(UNKNOWN);
        }
        ArrayNode result = Json.array();
        ids.stream()
                .distinct()
                .filter(found::containsKey)
                .forEach(id -> result.addObject()
                        .put("id", id.toString())
                        .put("stalled", found.getOrDefault(id, TargetTally.NONE).stalled())
                        .set("stats", DeploymentJson.statistics(found.getOrDefault(id, TargetTally.NONE))));
        return Reply.json(result);
    }

    private void awaitApplied(Committed<?> committed) {
        committed.seq().ifPresent(seq -> applied.awaitApplied(seq, APPLIED_WITHIN));
    }

    private Deployment deployment(Call call) {
        return reads.find(call.caller().tenant(), id(call)).orElseThrow(UNKNOWN::exception);
    }

    static DeploymentId id(Call call) {
        return DeploymentId.parse(call.parameter("id")).orElseThrow(UNKNOWN::exception);
    }
}
