package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.edge.image.ImageRoom;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.MigratedDatabase;
import org.junit.jupiter.api.Test;

class FullImageTest {
    private final MigratedDatabase database = MigratedDatabase.fresh();

    @Test
    void devices_for_which_there_is_no_memory_are_put_off_and_never_refused_and_the_others_are_served_as_ever() {
        RunningFleetServer server = RunningFleetServer.on(database, new ImageRoom(2));
        try {
            // Given
            TestDevice first = server.acceptedDevice(RunningFleetServer.serial());
            TestDevice second = server.acceptedDevice(RunningFleetServer.serial());
            TestDevice third = server.device(DeviceIdentity.named(RunningFleetServer.serial()));
            assertThat(third.authenticate()).as("nobody is missing yet").hasToString("401 auth.pending");
            assertThat(server.conditions()).doesNotContain("image-full");

            // When
            server.operator().accept(third.identity());

            // Then: the third, and who might be one like it
            putOff(third.authenticate());
            putOff(server.device(DeviceIdentity.named(RunningFleetServer.serial()))
                    .authenticate());
            assertThat(server.conditions()).contains("image-full");
            assertThat(server.metrics()).contains("holdfast_condition{name=\"image-full\"} 1.0");

            // And: those who have a place
            String release = "release-" + RunningFleetServer.serial();
            server.operator().upload(release);
            DeploymentId deployment = server.operator().deploy(release, first.identity());
            Answer offer = first.poll();
            assertThat(offer.status()).isEqualTo(200);
            assertThat(first.connection()
                            .send(Request.of("GET", offer.downloadLink()))
                            .status())
                    .isEqualTo(200);
            assertThat(first.status(deployment, "success")).hasToString("204");
            assertThat(first.inventory("7.1")).hasToString("200");
            assertThat(second.admitted().poll()).hasToString("204");
            server.operator().decommission(second.identity());
            assertThat(second.poll()).hasToString("401 token.device-decommissioned");
        } finally {
            // Without the audit: image and database differ by the third device, which is the point.
            server.stop();
        }
    }

    private static void putOff(Answer answer) {
        assertThat(answer).hasToString("503 image.full");
        assertThat(answer.retryAfter()).isPresent();
    }
}
