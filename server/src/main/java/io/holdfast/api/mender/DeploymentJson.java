package io.holdfast.api.mender;

import io.holdfast.platform.json.Json;
import io.holdfast.rollout.Deployment;
import io.holdfast.rollout.DeviceProgress;
import io.holdfast.rollout.FailureLimit;
import io.holdfast.rollout.TargetTally;
import io.holdfast.wire.mender.DeploymentStatus;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** The deployments API's words for deployments and the devices in them. */
final class DeploymentJson {
    private DeploymentJson() {}

    /** {@code DeploymentV1}; {@code hold_after_failures} and {@code held} are ours. */
    static ObjectNode version1(Deployment deployment) {
        ObjectNode json = Json.object()
                .put("id", deployment.id().toString())
                .put("name", deployment.name())
                .put("artifact_name", deployment.artifactName())
                .put("status", deployment.phase().wireName())
                .put("type", deployment.type().wireName())
                .put("created", deployment.created().toString())
                .put("device_count", deployment.targetCount());
        deployment.finished().ifPresent(at -> json.put("finished", at.toString()));
        deployment.configuration().ifPresent(configuration -> json.put("configuration", configuration.text()));
        if (deployment.force()) {
            json.put("force_installation", true);
        }
        deployment.controlMap().ifPresent(map -> json.set("update_control_map", Json.tree(map.text())));
        if (deployment.failureLimit() instanceof FailureLimit.HoldAfter limit) {
            json.put("hold_after_failures", limit.devices());
        }
        if (deployment.held()) {
            json.putObject("held").put("reason", "failure-limit").put("failures", deployment.failures());
        }
        deployment.artifactIds().forEach(json.putArray("artifacts")::add);
        deployment.group().ifPresent(name -> json.putArray("groups").add(name));
        json.putObject("statistics")
                .put("stalled", deployment.tally().stalled())
                .set("status", statistics(deployment.tally()));
        return json;
    }

    /** {@code DeploymentV2}. */
    static ObjectNode version2(Deployment deployment) {
        return version1(deployment)
                .put("initial_device_count", deployment.targetCount())
                .put("dynamic", false)
                .put("retries", deployment.retries());
    }

    /** {@code Statistics}: every status, also those of nobody. */
    static ObjectNode statistics(TargetTally tally) {
        ObjectNode json = Json.object();
        for (DeploymentStatus status : DeploymentStatus.values()) {
            json.put(status.wireName(), tally.byStatus().getOrDefault(status.wireName(), 0));
        }
        return json;
    }

    /** {@code DeviceWithImage}. */
    static ObjectNode device(DeviceProgress progress, Optional<String> deviceType) {
        ObjectNode json = Json.object()
                .put("id", progress.device().toString())
                .put("status", progress.status())
                .put("log", progress.hasLog())
                .put("created", progress.created().toString());
        progress.started().ifPresent(at -> json.put("started", at.toString()));
        progress.finished().ifPresent(at -> json.put("finished", at.toString()));
        deviceType.ifPresent(type -> json.put("device_type", type));
        if (!progress.substate().isEmpty()) {
            json.put("substate", progress.substate());
        }
        if (progress.stalled()) {
            json.put("stalled", true);
        }
        if (progress.attempts() > 0) {
            json.put("attempts", progress.attempts());
        }
        if (progress.installedAnyway()) {
            json.put("installed_anyway", true);
        }
        return json;
    }

    /** {@code DeviceDeploymentV1}. */
    static ObjectNode history(DeviceProgress progress, Optional<String> deviceType, Deployment deployment) {
        String pair = progress.deployment() + "/" + progress.device();
        ObjectNode json = Json.object()
                .put(
                        "id",
                        UUID.nameUUIDFromBytes(pair.getBytes(StandardCharsets.US_ASCII))
                                .toString());
        json.set("deployment", version1(deployment));
        json.set("device", device(progress, deviceType));
        return json;
    }
}
