package io.holdfast.rollout;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageRollout;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * While this node cannot read the feed, nobody could stop a deployment that goes wrong: it is then offered only to devices
 * that this node has offered it to before, so that what began can end and nothing new begins.
 */
public final class OfferGuard implements NextUpdate.Guard {
    /** Devices in the middle of an update on one node; the oldest go first. 16 B each and overhead: about 10 MB. */
    private static final int REMEMBERED_MAX = 100_000;

    private record Offered(int device, DeploymentId deployment) {}

    private final BooleanSupplier fresh;
    private final Cache<Offered, Boolean> offered = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            // An update that takes longer than a day is stalled.
            .expireAfterWrite(Duration.ofHours(24))
            .build();

    public OfferGuard(BooleanSupplier fresh) {
        this.fresh = fresh;
    }

    @Override
    public boolean mayOffer(ImageRollout rollout, ImageDevice device) {
        Offered offer = new Offered(device.index(), rollout.id());
        if (!fresh.getAsBoolean()) {
            return offered.getIfPresent(offer) != null;
        }
        offered.put(offer, Boolean.TRUE);
        return true;
    }
}
