package io.holdfast.edge.image;

import io.holdfast.rollout.DeploymentId;
import io.holdfast.tenancy.TenantId;
import java.util.List;
import java.util.Optional;

/** A tenant's place in the image: its index in device records, its row once known, its active rollouts. */
final class TenantEntry {
    private final int index;
    private final TenantId id;
    private volatile Optional<ImageTenant> row = Optional.empty();
    private volatile List<ImageRollout> rollouts = List.of();

    TenantEntry(int index, TenantId id) {
        this.index = index;
        this.id = id;
    }

    int index() {
        return index;
    }

    TenantId id() {
        return id;
    }

    Optional<ImageTenant> row() {
        return row;
    }

    /** Oldest first. */
    List<ImageRollout> rollouts() {
        return rollouts;
    }

    Optional<ImageRollout> rollout(DeploymentId deployment) {
        return rollouts.stream()
                .filter(rollout -> rollout.id().equals(deployment))
                .findFirst();
    }

    boolean awaited(int device) {
        for (ImageRollout rollout : rollouts) {
            if (rollout.awaits(device)) {
                return true;
            }
        }
        return false;
    }

    void row(Optional<ImageTenant> next) {
        row = next;
    }

    void rollouts(List<ImageRollout> next) {
        rollouts = List.copyOf(next);
    }
}
