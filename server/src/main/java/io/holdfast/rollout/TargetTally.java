package io.holdfast.rollout;

import java.util.Map;

/**
 * How many targets of a deployment have which status.
 *
 * @param byStatus by the status' wire name, statuses nobody has left out
 * @param stalled those of them that began, did not end and were not heard of for {@link StalledTargets#QUIET_MAX}
 */
public record TargetTally(Map<String, Integer> byStatus, int stalled) {
    /** No target at all. */
    public static final TargetTally NONE = new TargetTally(Map.of(), 0);

    public TargetTally {
        byStatus = Map.copyOf(byStatus);
    }
}
