package io.holdfast.rollout;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageRollout;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.clock.Clock;
import io.holdfast.report.Received;
import io.holdfast.wire.mender.DeploymentStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The devices whose update failed, by deployment, as far as this node took their reports in: what stops a deployment at its failure
 * limit without asking anybody, also while the database is away. Each device counts once, whatever it repeats. Any thread.
 *
 * <p>A failure in the journal counts until the database has decided about it: it may turn out to be answered with another attempt.
 */
public final class FailureCounts {
    /** Deployments that something failed of lately; those not asked about for the longest time go first. */
    private static final int DEPLOYMENTS_MAX = 1_000;

    /** An image that is fresh has learned of an end after this, by a wide margin; then its word counts. */
    static final Duration LEARNED = Duration.ofSeconds(10);

    /** A look at every failure of a held deployment, at most once in this time and not at every poll. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final FleetImage image;
    private final Clock clock;
    private final Cache<DeploymentId, Failed> byDeployment =
            Caffeine.newBuilder().maximumSize(DEPLOYMENTS_MAX).build();

    /** The failed devices of one deployment, and when each failed. */
    private static final class Failed {
        private final Map<DeviceId, Failure> devices = new ConcurrentHashMap<>();
        private final AtomicLong lookedNanos;

        Failed(long nanos) {
            lookedNanos = new AtomicLong(nanos);
        }
    }

    private record Failure(boolean decided, long nanos) {}

    public FailureCounts(FleetImage image, Clock clock) {
        this.image = image;
        this.clock = clock;
    }

    /** The database has decided about these reports, live or out of the journal. */
    public void decided(List<Received<DeviceStatus>> reports, List<StatusVerdict> verdicts) {
        for (int i = 0; i < reports.size(); i++) {
            DeviceStatus report = reports.get(i).report();
            if (report.report().status() == DeploymentStatus.FAILURE) {
                switch (verdicts.get(i)) {
                    case RECORDED, UNCHANGED -> failed(report, true);
                    case RETRIED, LATE, ABORTED, FINISHED, GONE -> recovered(report);
                }
            }
        }
    }

    /** These reports wait in the journal. */
    public void journaled(List<Received<DeviceStatus>> reports) {
        for (Received<DeviceStatus> received : reports) {
            if (received.report().report().status() == DeploymentStatus.FAILURE) {
                failed(received.report(), false);
            }
        }
    }

    private void failed(DeviceStatus report, boolean decided) {
        Failed failed = byDeployment.get(report.deployment(), ignored -> new Failed(clock.monotonicNanos()));
        // Of more the last ones are nobody's: any limit is reached.
        if (failed.devices.size() < FailureLimit.DEVICES_MAX) {
            failed.devices.put(report.device().device(), new Failure(decided, clock.monotonicNanos()));
        }
    }

    private void recovered(DeviceStatus report) {
        Optional.ofNullable(byDeployment.getIfPresent(report.deployment()))
                .ifPresent(failed -> failed.devices.remove(report.device().device()));
    }

    /** Whether the failures that this node knows of have reached the deployment's limit. */
    public boolean reached(ImageRollout rollout) {
        if (rollout.failureLimit() instanceof FailureLimit.Unlimited) {
            return false;
        }
        Failed failed = byDeployment.getIfPresent(rollout.id());
        if (failed == null || !rollout.failureLimit().reachedBy(failed.devices.size())) {
            return false;
        }
        forgetTheReopened(rollout, failed);
        return rollout.failureLimit().reachedBy(failed.devices.size());
    }

    /** A device that failed and is awaited again has another chance: a person cleared its history. */
    private void forgetTheReopened(ImageRollout rollout, Failed failed) {
        long now = clock.monotonicNanos();
        long looked = failed.lookedNanos.get();
        if (image.fresh() && now - looked >= LOOK_EVERY.toNanos() && failed.lookedNanos.compareAndSet(looked, now)) {
            failed.devices
                    .entrySet()
                    .removeIf(each -> each.getValue().decided()
                            && now - each.getValue().nanos() >= LEARNED.toNanos()
                            && awaits(rollout, each.getKey()));
        }
    }

    private boolean awaits(ImageRollout rollout, DeviceId device) {
        return image.device(rollout.tenant(), device)
                .filter(known -> rollout.awaits(known.index()))
                .isPresent();
    }
}
