package io.holdfast.edge.image;

import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.FailureLimit;
import io.holdfast.rollout.FrozenConfiguration;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.UpdateControlMap;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.roaringbitmap.RoaringBitmap;

/** An active deployment and the devices it still awaits. Immutable: a change makes another one. */
public final class ImageRollout {
    /** Two deployments of one microsecond are ordered by id, so that every node asks in the same order. */
    static final Comparator<ImageRollout> OLDEST_FIRST = Comparator.comparing(ImageRollout::createdAt)
            .thenComparing(rollout -> rollout.id().value());

    private final RolloutTerms terms;
    private final RoaringBitmap awaited;

    /** Keeps the bitmap, which nobody may change afterwards. */
    ImageRollout(RolloutTerms terms, RoaringBitmap awaited) {
        this.terms = terms;
        this.awaited = awaited;
    }

    public DeploymentId id() {
        return terms.id();
    }

    public TenantId tenant() {
        return terms.tenant();
    }

    public String artifactName() {
        return terms.artifactName();
    }

    /** Whether it is installed even where it runs already. */
    public boolean force() {
        return terms.force();
    }

    public Instant createdAt() {
        return terms.createdAt();
    }

    public Map<String, List<ImageArtifact>> byDeviceType() {
        return terms.byDeviceType();
    }

    /** Where its devices wait on their way. */
    public Optional<UpdateControlMap> controlMap() {
        return terms.controlMap();
    }

    /** At how many failures it holds itself. */
    public FailureLimit failureLimit() {
        return terms.failureLimit();
    }

    /** Whether its failures reached the limit, as the database counted. */
    public boolean held() {
        return terms.held();
    }

    /** What it brings instead of an artifact of a release. */
    public Optional<FrozenConfiguration> configuration() {
        return terms.configuration();
    }

    public RolloutTerms terms() {
        return terms;
    }

    /** Whether the device is a target that has not finished. */
    public boolean awaits(int deviceIndex) {
        return awaited.contains(deviceIndex);
    }

    /** How many devices it still awaits. */
    public long awaitedCount() {
        return awaited.getLongCardinality();
    }

    /** Device indices; shared, never to be changed. */
    public RoaringBitmap awaited() {
        return awaited;
    }
}
