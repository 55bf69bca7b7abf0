package io.holdfast.api.mender;

import static io.holdfast.api.mender.DeploymentRoutes.DEPLOYMENTS;
import static io.holdfast.api.mender.DeploymentRoutes.UNKNOWN;

import io.holdfast.api.Call;
import io.holdfast.api.Paging;
import io.holdfast.api.Policy;
import io.holdfast.api.Route;
import io.holdfast.feed.AppliedWaiter;
import io.holdfast.feed.Committed;
import io.holdfast.identity.DeviceId;
import io.holdfast.inventory.Inventories;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.http.Reply;
import io.holdfast.platform.json.Json;
import io.holdfast.rollout.Deployment;
import io.holdfast.rollout.DeploymentFilter;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.DeploymentReads;
import io.holdfast.rollout.DeviceDeployments;
import io.holdfast.rollout.DeviceProgress;
import io.holdfast.rollout.TargetFilter;
import io.holdfast.rollout.TargetReads;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.DeploymentStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;

/** Mender's deployments API: the devices in a deployment, their logs, and the deployments of a device. */
public final class DeploymentDeviceRoutes {
    /** What an unpaged list holds at most: 10 MB of answer. */
    static final int UNPAGED_MAX = 50_000;

    private final DeploymentReads deployments;
    private final TargetReads targets;
    private final Inventories inventories;
    private final DeviceDeployments deeds;
    private final AppliedWaiter applied;

    public DeploymentDeviceRoutes(
            DeploymentReads deployments,
            TargetReads targets,
            Inventories inventories,
            DeviceDeployments deeds,
            AppliedWaiter applied) {
        this.deeds = deeds;
        this.applied = applied;
        this.deployments = deployments;
        this.targets = targets;
        this.inventories = inventories;
    }

    /** The route table. */
    public List<Route> routes() {
        Policy person = Policy.SIGNED_IN;
        return List.of(
                Route.get(DEPLOYMENTS + "/{id}/devices", person, this::all),
                Route.get(DEPLOYMENTS + "/{id}/devices/list", person, this::page),
                Route.get(DEPLOYMENTS + "/{id}/device_list", person, this::ids),
                Route.get(DEPLOYMENTS + "/{id}/devices/{device}/log", person, this::log),
                Route.get(DEPLOYMENTS + "/devices/{device}", person, this::history),
                Route.delete(DEPLOYMENTS + "/devices/{device}", person, this::abort),
                Route.delete(DEPLOYMENTS + "/devices/{device}/history", person, this::forget));
    }

    private Reply all(Call call) {
        Deployment deployment = unpaged(call);
        TenantId tenant = call.caller().tenant();
        return Reply.json(json(tenant, targets.devices(tenant, deployment.id(), TargetFilter.ALL, UNPAGED_MAX, 0)));
    }

    private Reply ids(Call call) {
        Deployment deployment = unpaged(call);
        ArrayNode ids = Json.array();
        targets.ids(call.caller().tenant(), deployment.id(), UNPAGED_MAX).forEach(id -> ids.add(id.toString()));
        return Reply.json(ids);
    }

    /** A list cut short without a word would be taken for the whole. */
    private Deployment unpaged(Call call) {
        Deployment deployment = deployment(call);
        if (deployment.targetCount() > UNPAGED_MAX) {
            throw Refusal.unprocessable(
                            "deployment.too-many-devices",
                            "more than " + UNPAGED_MAX + " devices: read them by pages under devices/list")
                    .exception();
        }
        return deployment;
    }

    private Reply page(Call call) {
        Paging paging = Paging.of(call);
        TargetFilter filter = DeploymentQueries.targets(call);
        Deployment deployment = deployment(call);
        TenantId tenant = call.caller().tenant();
        List<DeviceProgress> found = targets.devices(tenant, deployment.id(), filter, paging.limit(), paging.offset());
        boolean more = found.size() > paging.perPage();
        Reply reply = Reply.json(json(tenant, more ? found.subList(0, paging.perPage()) : found));
        return paging.link(reply, call, more).header("X-Total-Count", Integer.toString(filter.count(deployment)));
    }

    private Reply log(Call call) {
        DeviceId device = DeviceId.parse(call.parameter("device")).orElseThrow(NO_LOG::exception);
        return targets.log(call.caller().tenant(), DeploymentRoutes.id(call), device)
                .map(log -> Reply.text(200, "text/plain", log))
                .orElseGet(() -> Reply.refused(NO_LOG));
    }

    /** A device that nobody knows has no deployments. */
    private Reply history(Call call) {
        Paging paging = Paging.of(call);
        Set<DeploymentStatus> statuses = DeploymentQueries.targetStatuses(call);
        TenantId tenant = call.caller().tenant();
        Optional<DeviceId> device = DeviceId.parse(call.parameter("device"));
        List<DeviceProgress> found = device.map(
                        id -> targets.history(tenant, id, statuses, paging.limit(), paging.offset()))
                .orElse(List.of());
        int total = device.map(id -> targets.historyCount(tenant, id, statuses)).orElse(0);
        boolean more = found.size() > paging.perPage();
        Reply reply = Reply.json(historyJson(tenant, more ? found.subList(0, paging.perPage()) : found));
        return paging.link(reply, call, more).header("X-Total-Count", Integer.toString(total));
    }

    /** A device that nobody knows has nothing to do. */
    private Reply abort(Call call) {
        DeviceId.parse(call.parameter("device"))
                .map(device -> deeds.abort(call.caller(), call.requestId(), device))
                .ifPresent(this::awaitApplied);
        return Reply.empty(204);
    }

    private Reply forget(Call call) {
        DeviceId.parse(call.parameter("device"))
                .map(device -> deeds.forget(call.caller(), call.requestId(), device))
                .ifPresent(this::awaitApplied);
        return Reply.empty(204);
    }

    private void awaitApplied(Committed<?> committed) {
        committed.seq().ifPresent(seq -> applied.awaitApplied(seq, DeploymentRoutes.APPLIED_WITHIN));
    }

    private ArrayNode historyJson(TenantId tenant, List<DeviceProgress> found) {
        List<DeploymentId> ids =
                found.stream().map(DeviceProgress::deployment).distinct().toList();
        Map<DeploymentId, Deployment> byId = ids.isEmpty()
                ? Map.of()
                : deployments.list(tenant, DeploymentFilter.of(ids), ids.size(), 0).stream()
                        .collect(Collectors.toMap(Deployment::id, Function.identity()));
        Map<DeviceId, String> types = types(tenant, found);
        ArrayNode result = Json.array();
        for (DeviceProgress progress : found) {
            Optional.ofNullable(byId.get(progress.deployment()))
                    .ifPresent(deployment ->
                            result.add(DeploymentJson.history(progress, type(types, progress), deployment)));
        }
        return result;
    }

    private ArrayNode json(TenantId tenant, List<DeviceProgress> found) {
        Map<DeviceId, String> types = types(tenant, found);
        ArrayNode result = Json.array();
        found.forEach(progress -> result.add(DeploymentJson.device(progress, type(types, progress))));
        return result;
    }

    private Map<DeviceId, String> types(TenantId tenant, List<DeviceProgress> found) {
        return inventories.deviceTypes(
                tenant, found.stream().map(DeviceProgress::device).distinct().toList());
    }

    private static Optional<String> type(Map<DeviceId, String> types, DeviceProgress progress) {
        return Optional.ofNullable(types.get(progress.device()));
    }

    private static final Refusal NO_LOG =
            Refusal.notFound("deployment.no-log", "there is no log of this device in this deployment");

    private Deployment deployment(Call call) {
        return deployments
                .find(call.caller().tenant(), DeploymentRoutes.id(call))
                .orElseThrow(UNKNOWN::exception);
    }
}
