package io.holdfast.fleet.device;

import java.net.URI;
import java.util.Map;

/** What a device asks of or tells the server. */
public sealed interface DeviceRequest {
    /** {@code POST /api/devices/v1/authentication/auth_requests}. */
    record Authorize(DeviceProfile profile) implements DeviceRequest {}

    /** {@code POST /api/devices/v2/deployments/device/deployments/next}. */
    record Poll(String artifactName, String deviceType) implements DeviceRequest {}

    /** {@code PUT …/deployments/{id}/status}. */
    record Report(String deploymentId, String status) implements DeviceRequest {}

    /** {@code PUT …/deployments/{id}/log}. */
    record SendLog(String deploymentId, String message) implements DeviceRequest {}

    /** {@code PUT /api/devices/v1/inventory/device/attributes}; the order on the wire is random. */
    record SendInventory(Map<String, String> attributes) implements DeviceRequest {}

    /** {@code GET} of an artifact's address, which authorises itself. An offset above zero asks for the rest. */
    record Download(URI uri, long offset) implements DeviceRequest {}
}
