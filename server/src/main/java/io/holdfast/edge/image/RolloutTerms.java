package io.holdfast.edge.image;

import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import java.time.Instant;
import java.util.Map;

/** What an active deployment offers, without its targets. */
public record RolloutTerms(
        TenantId tenant,
        DeploymentId id,
        String artifactName,
        boolean force,
        Instant createdAt,
        Map<String, ImageArtifact> byDeviceType) {
    public RolloutTerms {
        byDeviceType = Map.copyOf(byDeviceType);
    }
}
