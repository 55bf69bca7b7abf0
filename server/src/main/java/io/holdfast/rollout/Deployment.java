package io.holdfast.rollout;

import io.holdfast.wire.mender.Configuration;
import io.holdfast.wire.mender.DeploymentStatus;
import io.holdfast.wire.mender.UpdateControlMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A deployment and how far it got.
 *
 * @param group the group whose devices it was made for
 * @param retries attempts that a device gets after its first one failed
 * @param controlMap where its devices wait on their way
 * @param failureLimit at how many failures it holds itself
 * @param configuration what it brings instead of an artifact of a release
 */
public record Deployment(
        DeploymentId id,
        String name,
        String artifactName,
        boolean force,
        boolean allDevices,
        Optional<String> group,
        int retries,
        Optional<UpdateControlMap> controlMap,
        FailureLimit failureLimit,
        Optional<Configuration> configuration,
        DeploymentStanding standing,
        int targetCount,
        Instant created,
        Optional<Instant> finished,
        List<String> artifactIds,
        TargetTally tally) {

    public Deployment {
        artifactIds = List.copyOf(artifactIds);
    }

    /** What it brings. */
    public DeploymentType type() {
        return configuration.isPresent() ? DeploymentType.CONFIGURATION : DeploymentType.SOFTWARE;
    }

    /** Targets by status, statuses nobody has left out. */
    public Map<String, Integer> byStatus() {
        return tally.byStatus();
    }

    /** Whether any target has moved yet. */
    public boolean started() {
        return byStatus().keySet().stream().anyMatch(status -> !status.equals("pending"));
    }

    /** Where it is, as people see it. */
    public DeploymentPhase phase() {
        return switch (standing) {
            case FINISHED, ABORTED -> DeploymentPhase.FINISHED;
            case ACTIVE -> started() ? DeploymentPhase.INPROGRESS : DeploymentPhase.PENDING;
        };
    }

    /** Devices on which the update failed for good. */
    public int failures() {
        return count(DeploymentStatus.FAILURE.wireName());
    }

    /** Whether it goes to no further device, because it failed on too many. */
    public boolean held() {
        return standing == DeploymentStanding.ACTIVE && failureLimit.reachedBy(failures());
    }

    /** Targets with the status. */
    public int count(String status) {
        return byStatus().getOrDefault(status, 0);
    }

    Deployment with(TargetTally counted) {
        return new Deployment(
                id,
                name,
                artifactName,
                force,
                allDevices,
                group,
                retries,
                controlMap,
                failureLimit,
                configuration,
                standing,
                targetCount,
                created,
                finished,
                artifactIds,
                counted);
    }
}
