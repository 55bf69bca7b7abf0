package io.holdfast.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which deployments a list shows, and in which order. What is empty lets everything through.
 *
 * @param search a part of the name, in any case
 * @param names whole names, any of them
 * @param ids any of them
 * @param from not created before it
 * @param to not created after it
 */
public record DeploymentFilter(
        Optional<DeploymentPhase> phase,
        String search,
        List<String> names,
        List<DeploymentId> ids,
        Optional<Instant> from,
        Optional<Instant> to,
        boolean oldestFirst,
        Optional<DeploymentType> type) {
    /** Ids or names in one question. */
    public static final int TERMS_MAX = 1_000;

    /** Everything, newest first. */
    public static final DeploymentFilter ALL =
            new DeploymentFilter(Optional.empty(), "", List.of(), List.of(), Optional.empty(), Optional.empty(), false);

    /** Of either type. */
    public DeploymentFilter(
            Optional<DeploymentPhase> phase,
            String search,
            List<String> names,
            List<DeploymentId> ids,
            Optional<Instant> from,
            Optional<Instant> to,
            boolean oldestFirst) {
        this(phase, search, names, ids, from, to, oldestFirst, Optional.empty());
    }

    public DeploymentFilter {
        names = List.copyOf(names);
        ids = List.copyOf(ids);
    }

    /** These, newest first. */
    public static DeploymentFilter of(List<DeploymentId> ids) {
        return new DeploymentFilter(Optional.empty(), "", List.of(), ids, Optional.empty(), Optional.empty(), false);
    }
}
