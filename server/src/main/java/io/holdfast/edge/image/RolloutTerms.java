package io.holdfast.edge.image;

import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.UpdateControlMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an active deployment offers, without its targets.
 *
 * @param byDeviceType the artifacts for each type of device, the most particular first
 * @param controlMap where the devices wait on their way
 */
public record RolloutTerms(
        TenantId tenant,
        DeploymentId id,
        String artifactName,
        boolean force,
        Instant createdAt,
        Map<String, List<ImageArtifact>> byDeviceType,
        Optional<UpdateControlMap> controlMap) {
    public RolloutTerms {
        byDeviceType = byDeviceType.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        each -> each.getValue().stream()
                                .sorted(ImageArtifact.MOST_PARTICULAR_FIRST)
                                .toList()));
    }
}
