package io.holdfast.edge.image;

import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import io.holdfast.release.ArtifactId;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.FailureLimit;
import io.holdfast.rollout.FrozenConfiguration;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.Configuration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.roaringbitmap.RoaringBitmap;

/** Devices and rollouts as an image would show them. */
public final class RolloutSamples {
    private static final TenantId TENANT = TenantId.random();

    private RolloutSamples() {}

    public static ImageDevice device(int index, boolean mayHaveUpdate) {
        return new ImageDevice(
                index,
                TENANT,
                DeviceId.random(),
                AuthSetId.random(),
                ImageStanding.ACCEPTED,
                0,
                0,
                false,
                mayHaveUpdate,
                HashPrefix.of(new byte[32]),
                0);
    }

    /** A release with several artifacts for type X, each with its dependencies. */
    public static ImageRollout choices(String release, List<Map<String, List<String>>> depends, int... awaited) {
        List<ImageArtifact> artifacts = depends.stream()
                .map(each -> new ImageArtifact(ArtifactId.random(), release, List.of("X"), "0".repeat(32), 4096, each))
                .toList();
        RolloutTerms terms = new RolloutTerms(
                TENANT,
                DeploymentId.random(),
                release,
                false,
                Instant.EPOCH,
                Map.of("X", artifacts),
                Optional.empty(),
                FailureLimit.unlimited(),
                false);
        return new ImageRollout(terms, RoaringBitmap.bitmapOf(awaited));
    }

    /** A rollout that holds itself at a limit, awaiting devices. */
    public static ImageRollout guarded(TenantId tenant, FailureLimit limit, boolean held, int... awaited) {
        return new ImageRollout(terms(tenant, DeploymentId.random(), limit, held), RoaringBitmap.bitmapOf(awaited));
    }

    /** The same rollout, held. */
    public static ImageRollout held(ImageRollout rollout) {
        return new ImageRollout(terms(rollout.tenant(), rollout.id(), rollout.failureLimit(), true), rollout.awaited());
    }

    /** The terms of a rollout that holds itself at a limit. */
    public static RolloutTerms terms(TenantId tenant, DeploymentId id, FailureLimit limit, boolean held) {
        ImageArtifact artifact = new ImageArtifact(ArtifactId.random(), "rel", List.of("X"), "0".repeat(32), 4096);
        return new RolloutTerms(
                tenant, id, "rel", false, Instant.EPOCH, Map.of("X", List.of(artifact)), Optional.empty(), limit, held);
    }

    /** A configuration, awaiting devices. */
    public static ImageRollout configuration(String name, int... awaited) {
        RolloutTerms terms = new RolloutTerms(
                TENANT,
                DeploymentId.random(),
                name,
                false,
                Instant.EPOCH,
                Map.of(),
                Optional.empty(),
                FailureLimit.unlimited(),
                false,
                Optional.of(FrozenConfiguration.of(Configuration.EMPTY)));
        return new ImageRollout(terms, RoaringBitmap.bitmapOf(awaited));
    }

    /** A release for device types, awaiting devices. */
    public static ImageRollout rollout(String release, boolean force, List<String> deviceTypes, int... awaited) {
        Map<String, List<ImageArtifact>> artifacts = deviceTypes.stream()
                .collect(Collectors.toMap(
                        type -> type,
                        type -> List.of(
                                new ImageArtifact(ArtifactId.random(), release, List.of(type), "0".repeat(32), 4096))));
        RolloutTerms terms = new RolloutTerms(
                TENANT,
                DeploymentId.random(),
                release,
                force,
                Instant.EPOCH,
                artifacts,
                Optional.empty(),
                FailureLimit.unlimited(),
                false);
        return new ImageRollout(terms, RoaringBitmap.bitmapOf(awaited));
    }
}
