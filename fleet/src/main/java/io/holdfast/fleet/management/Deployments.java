package io.holdfast.fleet.management;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Deployments: create, follow, abort. */
public final class Deployments {
    private static final String DEPLOYMENTS = "/api/management/v1/deployments/deployments";

    private final ManagementApi api;

    Deployments(ManagementApi api) {
        this.api = api;
    }

    /** Deploys to these devices; answers the deployment's id. */
    public String create(String name, String artifactName, List<String> deviceIds) {
        return create(Map.of("name", name, "artifact_name", artifactName, "devices", deviceIds));
    }

    /** Deploys to these devices, which do {@code action} at the point {@code state}; answers the deployment's id. */
    public String createControlled(
            String name, String artifactName, List<String> deviceIds, String state, String action) {
        return create(Map.of(
                "name",
                name,
                "artifact_name",
                artifactName,
                "devices",
                deviceIds,
                "update_control_map",
                controlMap(state, action)));
    }

    /** Says anew what devices do at the point {@code state}. */
    public void control(String deploymentId, String state, String action) {
        api.patch(DEPLOYMENTS + "/" + deploymentId, Map.of("update_control_map", controlMap(state, action)))
                .expect(204);
    }

    private static Map<String, Object> controlMap(String state, String action) {
        return Map.of("states", Map.of(state, Map.of("action", action)));
    }

    /** Deploys to every accepted device; answers the deployment's id. */
    public String createForAll(String name, String artifactName) {
        return create(Map.of("name", name, "artifact_name", artifactName, "all_devices", true));
    }

    private String create(Map<String, Object> body) {
        return api.post(DEPLOYMENTS, body).expect(201).createdId();
    }

    public void abort(String deploymentId) {
        api.put(DEPLOYMENTS + "/" + deploymentId + "/status", Map.of("status", "aborted"))
                .expect(204);
    }

    /** {@code pending}, {@code inprogress} or {@code finished}. */
    public String status(String deploymentId) {
        return api.read(DEPLOYMENTS + "/" + deploymentId)
                .expect(200)
                .json()
                .path("status")
                .asString();
    }

    /** The status of one device in it; empty when the device is not a target. */
    public Optional<String> deviceStatus(String deploymentId, String deviceId) {
        for (JsonNode row : api.read(DEPLOYMENTS + "/" + deploymentId + "/devices")
                .expect(200)
                .json()) {
            if (row.path("id").asString().equals(deviceId)) {
                return Optional.of(row.path("status").asString());
            }
        }
        return Optional.empty();
    }

    /** Targets by status, without the statuses that nobody has. */
    public Map<String, Integer> statistics(String deploymentId) {
        Map<String, Integer> counts = new HashMap<>();
        api.read(DEPLOYMENTS + "/" + deploymentId + "/statistics")
                .expect(200)
                .json()
                .properties()
                .forEach(entry -> {
                    if (entry.getValue().isNumber() && entry.getValue().asInt() > 0) {
                        counts.put(entry.getKey(), entry.getValue().asInt());
                    }
                });
        return counts;
    }

    /** What the device logged while the deployment failed. */
    public ManagementAnswer log(String deploymentId, String deviceId) {
        return api.read(DEPLOYMENTS + "/" + deploymentId + "/devices/" + deviceId + "/log");
    }
}
