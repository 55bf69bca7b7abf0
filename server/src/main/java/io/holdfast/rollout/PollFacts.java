package io.holdfast.rollout;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.wire.mender.DeploymentStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Records what polls showed, such as "runs it already": each fact about once, lossy, and never awaited by the poll. A fact that
 * is lost is shown again by the device's next poll.
 */
public final class PollFacts {
    /** Facts under way; each lives until its batch came back through the feed, well below a second. */
    private static final int REMEMBERED_MAX = 100_000;

    /** A fact that did not arrive is recorded again after this. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    /** Devices that reported an end here lately; the oldest go first. About 20 MB. */
    private static final int SETTLED_MAX = 200_000;

    /** Longer than any image takes to learn of an end whose report waits in the journal, but for a database that is away for hours. */
    private static final Duration SETTLED_FOR = Duration.ofHours(1);

    /** Where a fact goes; the sink may drop it. */
    @FunctionalInterface
    public interface Sink {
        void record(ImageDevice device, DeploymentId deployment, DeploymentStatus status);
    }

    private record Noted(int device, DeploymentId deployment) {}

    private final Cache<Noted, Boolean> noted = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_MAX)
            .expireAfterWrite(AGAIN)
            .build();
    private final Cache<Noted, Boolean> settled = Caffeine.newBuilder()
            .maximumSize(SETTLED_MAX)
            .expireAfterWrite(SETTLED_FOR)
            .build();
    private final Sink sink;
    private final BooleanSupplier fresh;

    /** A node that is not fresh records nothing: what it sees may have been settled long ago. */
    public PollFacts(Sink sink, BooleanSupplier fresh) {
        this.sink = sink;
        this.fresh = fresh;
    }

    /**
     * The device itself reported how this deployment ended for it. Until the image has learned that, its polls look as if it ran
     * the release by chance: that is no fact worth a line in its timeline.
     */
    public void settled(ImageDevice device, DeploymentId deployment) {
        settled.put(new Noted(device.index(), deployment), Boolean.TRUE);
    }

    /** Passes on the facts that were not passed on lately. */
    public void note(ImageDevice device, List<NextUpdate.Fact> facts) {
        for (NextUpdate.Fact fact : facts) {
            Noted about = new Noted(device.index(), fact.deployment());
            if (!fresh.getAsBoolean() || settled.getIfPresent(about) != null) {
                continue;
            }
            if (noted.asMap().putIfAbsent(about, Boolean.TRUE) == null) {
                sink.record(device, fact.deployment(), status(fact));
            }
        }
    }

    private static DeploymentStatus status(NextUpdate.Fact fact) {
        return switch (fact) {
            case NextUpdate.Fact.AlreadyInstalled ignored -> DeploymentStatus.ALREADY_INSTALLED;
            case NextUpdate.Fact.NoArtifact ignored -> DeploymentStatus.NO_ARTIFACT;
        };
    }
}
