package io.holdfast.rollout;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.wire.mender.DeploymentStatus;
import java.time.Duration;
import java.util.List;

/**
 * Records what polls showed, such as "runs it already": each fact about once, lossy, and never awaited by the poll. A fact that
 * is lost is shown again by the device's next poll.
 */
public final class PollFacts {
    /** Facts under way; each lives until its batch came back through the feed, well below a second. */
    private static final int REMEMBERED_MAX = 100_000;

    /** A fact that did not arrive is recorded again after this. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

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
    private final Sink sink;

    public PollFacts(Sink sink) {
        this.sink = sink;
    }

    /** Passes on the facts that were not passed on lately. */
    public void note(ImageDevice device, List<NextUpdate.Fact> facts) {
        for (NextUpdate.Fact fact : facts) {
            if (noted.asMap().putIfAbsent(new Noted(device.index(), fact.deployment()), Boolean.TRUE) == null) {
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
