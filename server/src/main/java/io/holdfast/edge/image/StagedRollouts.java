package io.holdfast.edge.image;

import io.holdfast.rollout.DeploymentId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/** One tenant's next rollouts while a batch is applied: bitmaps are copied at most once, and nobody sees half a batch. */
final class StagedRollouts {
    private final TenantEntry tenant;
    private final Map<DeploymentId, ImageRollout> next = new HashMap<>();
    private final Set<DeploymentId> copied = new HashSet<>();
    private final RoaringBitmap touched = new RoaringBitmap();

    StagedRollouts(TenantEntry tenant) {
        this.tenant = tenant;
        tenant.rollouts().forEach(rollout -> next.put(rollout.id(), rollout));
    }

    void put(ImageRollout rollout) {
        ImageRollout before = next.put(rollout.id(), rollout);
        copied.remove(rollout.id());
        touched.or(before == null ? rollout.awaited() : RoaringBitmap.xor(before.awaited(), rollout.awaited()));
    }

    boolean remove(DeploymentId deployment) {
        ImageRollout before = next.remove(deployment);
        if (before != null) {
            touched.or(before.awaited());
        }
        return before != null;
    }

    /** Among some deployments, the device is awaited by these and by no others. */
    void awaits(int device, Set<DeploymentId> open, Set<DeploymentId> among) {
        for (ImageRollout rollout : List.copyOf(next.values())) {
            if (!among.contains(rollout.id())) {
                continue;
            }
            boolean wanted = open.contains(rollout.id());
            if (rollout.awaits(device) != wanted) {
                RoaringBitmap own = own(rollout);
                if (wanted) {
                    own.add(device);
                } else {
                    own.remove(device);
                }
                touched.add(device);
            }
        }
    }

    private RoaringBitmap own(ImageRollout rollout) {
        if (copied.add(rollout.id())) {
            RoaringBitmap own = rollout.awaited().clone();
            next.put(rollout.id(), new ImageRollout(rollout.terms(), own));
            return own;
        }
        return rollout.awaited();
    }

    Optional<ImageRollout> rollout(DeploymentId deployment) {
        return Optional.ofNullable(next.get(deployment));
    }

    Set<DeploymentId> deployments() {
        return Set.copyOf(next.keySet());
    }

    /** Shows the rollouts first and the devices' marks after them: a mark never promises what is not there. */
    void publish(DeviceTable devices) {
        tenant.rollouts(next.values().stream().sorted(ImageRollout.OLDEST_FIRST).toList());
        touched.forEach((int device) -> devices.mayHaveUpdate(device, tenant.awaited(device)));
    }
}
