package io.holdfast.rollout;

import java.util.Map;
import java.util.function.Supplier;

/**
 * What a device says that it is and runs.
 *
 * @param provides everything it says, the two names included; asked for only when an artifact depends on more than those
 */
public record DeviceSoftware(String artifactName, String deviceType, Supplier<Map<String, String>> provides) {

    /** A device that says no more than its release and its type. */
    public static DeviceSoftware named(String artifactName, String deviceType) {
        Map<String, String> names = Map.of("artifact_name", artifactName, "device_type", deviceType);
        return new DeviceSoftware(artifactName, deviceType, () -> names);
    }
}
