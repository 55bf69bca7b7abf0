package io.holdfast.rollout;

import io.holdfast.wire.mender.DeploymentStatus;
import java.util.Set;

/**
 * Which targets of a deployment a list shows.
 *
 * @param statuses any of them; none named means all
 * @param stalledOnly those that began, did not end and are not heard of
 */
public record TargetFilter(Set<DeploymentStatus> statuses, boolean stalledOnly) {
    /** Every target. */
    public static final TargetFilter ALL = new TargetFilter(Set.of(), false);

    /** The stalled ones. */
    public static final TargetFilter STALLED = new TargetFilter(Set.of(), true);

    public TargetFilter {
        statuses = Set.copyOf(statuses);
    }

    /** How many targets of the deployment it lets through. */
    public int count(Deployment deployment) {
        if (stalledOnly) {
            return deployment.tally().stalled();
        }
        return statuses.isEmpty()
                ? deployment.targetCount()
                : statuses.stream()
                        .mapToInt(status -> deployment.count(status.wireName()))
                        .sum();
    }
}
