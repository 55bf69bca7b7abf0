package io.holdfast.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A deployment and how far it got.
 *
 * @param byStatus targets by status, statuses nobody has left out
 */
public record Deployment(
        DeploymentId id,
        String name,
        String artifactName,
        boolean force,
        boolean allDevices,
        DeploymentStanding standing,
        int targetCount,
        Instant created,
        Optional<Instant> finished,
        List<String> artifactIds,
        Map<String, Integer> byStatus) {

    public Deployment {
        artifactIds = List.copyOf(artifactIds);
        byStatus = Map.copyOf(byStatus);
    }

    /** Whether any target has moved yet. */
    public boolean started() {
        return byStatus.keySet().stream().anyMatch(status -> !status.equals("pending"));
    }

    /** Where it is, as people see it. */
    public DeploymentPhase phase() {
        return switch (standing) {
            case FINISHED, ABORTED -> DeploymentPhase.FINISHED;
            case ACTIVE -> started() ? DeploymentPhase.INPROGRESS : DeploymentPhase.PENDING;
        };
    }

    /** Targets with the status. */
    public int count(String status) {
        return byStatus.getOrDefault(status, 0);
    }

    Deployment withStatistics(Map<String, Integer> counts) {
        return new Deployment(
                id,
                name,
                artifactName,
                force,
                allDevices,
                standing,
                targetCount,
                created,
                finished,
                artifactIds,
                counts);
    }
}
