package io.holdfast.rollout;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageRollout;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * What this node may offer now. A deployment whose failures reached its limit is offered to nobody, whoever counted them: this node
 * or, through the feed, all of them.
 *
 * <p>While this node cannot read the feed, nobody could stop a deployment that goes wrong: it is then offered only to devices that
 * this node has offered it to before, so that what began can end and nothing new begins. One that a failure limit guards goes on,
 * because the node counts by itself; but not on a node that has been blind since it started, for it may have missed any number.
 */
public final class OfferGuard implements NextUpdate.Guard {
    /** Devices in the middle of an update on one node; the oldest go first. 16 B each and overhead: about 10 MB. */
    private static final int REMEMBERED_MAX = 100_000;

    private record Offered(int device, DeploymentId deployment) {}

    private final BooleanSupplier fresh;
    private final Predicate<ImageRollout> failed;
    private final Cache<Offered, Boolean> offered = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            // An update that takes longer than a day is stalled.
            .expireAfterWrite(Duration.ofHours(24))
            .build();
    private volatile boolean sawTheFeed;

    /**
     * @param fresh whether this node reads the feed
     * @param failed whether the failures that this node took in have reached the deployment's limit
     */
    public OfferGuard(BooleanSupplier fresh, Predicate<ImageRollout> failed) {
        this.fresh = fresh;
        this.failed = failed;
    }

    @Override
    public boolean mayOffer(ImageRollout rollout, ImageDevice device) {
        if (rollout.held() || failed.test(rollout)) {
            return false;
        }
        boolean sees = fresh.getAsBoolean();
        if (sees && !sawTheFeed) {
            sawTheFeed = true;
        }
        Offered offer = new Offered(device.index(), rollout.id());
        if (!sees && !guardsItself(rollout)) {
            return offered.getIfPresent(offer) != null;
        }
        offered.put(offer, Boolean.TRUE);
        return true;
    }

    private boolean guardsItself(ImageRollout rollout) {
        return switch (rollout.failureLimit()) {
            case FailureLimit.Unlimited unlimited -> false;
            case FailureLimit.HoldAfter limit -> sawTheFeed;
        };
    }
}
