package io.holdfast.edge.image;

import io.holdfast.exposure.UrlId;
import io.holdfast.rollout.DeploymentId;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * What one batch changed in the image.
 *
 * @param devices indices of the records written
 * @param configurations indices of the devices whose configuration is another
 * @param rollouts deployments that were read anew, with their targets; not those that only lost or gained single devices
 * @param ended deployments that are no longer active
 * @param tenants tenants whose row was read anew
 * @param urls device URLs that were read anew or are gone
 * @param keys whether the signing keys were read anew
 * @param valves whether the cell's valves were read anew
 */
public record ImageChanges(
        RoaringBitmap devices,
        RoaringBitmap configurations,
        List<ImageRollout> rollouts,
        List<DeploymentId> ended,
        List<ImageTenant> tenants,
        List<UrlId> urls,
        boolean keys,
        boolean valves) {
    public ImageChanges {
        rollouts = List.copyOf(rollouts);
        ended = List.copyOf(ended);
        tenants = List.copyOf(tenants);
        urls = List.copyOf(urls);
    }

    public boolean isEmpty() {
        // A configuration never changes without its device's record being written.
        return devices.isEmpty()
                && rollouts.isEmpty()
                && ended.isEmpty()
                && tenants.isEmpty()
                && urls.isEmpty()
                && !keys
                && !valves;
    }
}
