package io.holdfast.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.feed.ImageRebuild;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageArtifact;
import io.holdfast.edge.image.ImageRollout;
import io.holdfast.platform.clock.Clock;
import io.holdfast.release.ArtifactId;
import io.holdfast.release.NewArtifact;
import io.holdfast.release.Releases;
import io.holdfast.testing.SmallFleet;
import io.holdfast.testing.TestKeys;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several artifacts of one release for one type of device, from their upload to the fleet image. */
class ArtifactChoiceTest {
    private final SmallFleet fleet = SmallFleet.fresh();
    private final Releases releases = new Releases(fleet.transactions());

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void a_deployment_offers_all_of_them_the_most_particular_first_and_holds_them() throws Exception {
        // Given
        fleet.devices(1);
        ArtifactId plain = add(Map.of("device_type", List.of("X")));
        ArtifactId delta = add(Map.of("device_type", List.of("X"), "rootfs-image.checksum", List.of("aa", "bb")));

        // When
        DeploymentId deployment = ((Deployments.CreateOutcome.Created) new Deployments(fleet.transactions())
                        .create(
                                fleet.caller(),
                                "request",
                                new NewDeployment("d", "rel", new Targets.AllAccepted(), false))
                        .value())
                .id();
        add(Map.of("device_type", List.of("X"), "rootfs-image.checksum", List.of("cc")));

        // Then
        assertThat(rollout().byDeviceType().getOrDefault("X", List.of()))
                .extracting(ImageArtifact::id)
                .containsExactly(delta, plain);
        assertThat(rollout()
                        .byDeviceType()
                        .getOrDefault("X", List.of())
                        .getFirst()
                        .depends())
                .isEqualTo(Map.of("rootfs-image.checksum", List.of("aa", "bb")));
        assertThat(new DeploymentReads(fleet.transactions())
                        .find(fleet.tenant(), deployment)
                        .orElseThrow()
                        .artifactIds())
                .containsExactlyInAnyOrder(plain.toString(), delta.toString());
        for (ArtifactId held : List.of(plain, delta)) {
            assertThat(releases.remove(fleet.caller(), "request", held))
                    .isInstanceOf(Releases.RemoveOutcome.InUse.class);
        }
    }

    private ArtifactId add(Map<String, List<String>> depends) {
        NewArtifact artifact = SmallFleet.artifact("rel", depends);
        assertThat(releases.add(fleet.caller(), "request", artifact)).isInstanceOf(Releases.AddOutcome.Added.class);
        return artifact.id();
    }

    private ImageRollout rollout() throws Exception {
        try (Connection connection = fleet.database().database().connect()) {
            FleetImage image = ImageRebuild.read(connection, TestKeys.SAME_FOR_ALL, Clock.system());
            return image.rollouts(fleet.tenant()).getFirst();
        }
    }
}
