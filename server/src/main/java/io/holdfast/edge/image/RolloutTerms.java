package io.holdfast.edge.image;

import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.FailureLimit;
import io.holdfast.rollout.FrozenConfiguration;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.UpdateControlMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What an active deployment offers, without its targets.
 *
 * @param byDeviceType the artifacts for each type of device, the most particular first
 * @param controlMap where the devices wait on their way
 * @param failureLimit at how many failures it holds itself
 * @param held its failures reached the limit: no device may begin
 * @param configuration what it brings instead of an artifact of a release
 */
public record RolloutTerms(
        TenantId tenant,
        DeploymentId id,
        String artifactName,
        boolean force,
        Instant createdAt,
        Map<String, List<ImageArtifact>> byDeviceType,
        Optional<UpdateControlMap> controlMap,
        FailureLimit failureLimit,
        boolean held,
        Optional<FrozenConfiguration> configuration) {
    public RolloutTerms {
        byDeviceType = byDeviceType.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        each -> each.getValue().stream()
                                .sorted(ImageArtifact.MOST_PARTICULAR_FIRST)
                                .toList()));
    }

    /** Of a deployment that brings a release. */
    public RolloutTerms(
            TenantId tenant,
            DeploymentId id,
            String artifactName,
            boolean force,
            Instant createdAt,
            Map<String, List<ImageArtifact>> byDeviceType,
            Optional<UpdateControlMap> controlMap,
            FailureLimit failureLimit,
            boolean held) {
        this(
                tenant,
                id,
                artifactName,
                force,
                createdAt,
                byDeviceType,
                controlMap,
                failureLimit,
                held,
                Optional.empty());
    }

    /** The same with another text of the same content, where it brings a configuration. */
    RolloutTerms withTextOf(UnaryOperator<String> same) {
        if (configuration.isEmpty()) {
            return this;
        }
        return new RolloutTerms(
                tenant,
                id,
                artifactName,
                force,
                createdAt,
                byDeviceType,
                controlMap,
                failureLimit,
                held,
                configuration.map(FrozenConfiguration::text).map(same).map(FrozenConfiguration::new));
    }
}
