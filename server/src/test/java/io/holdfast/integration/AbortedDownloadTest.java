package io.holdfast.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.json.Json;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.testing.MigratedDatabase;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a person ends a deployment for a device: when that is answered, its download link is refused, whatever it is asked with. */
class AbortedDownloadTest {
    private static final String DEPLOYMENTS = "/api/management/v1/deployments/deployments";
    private static final MigratedDatabase database = MigratedDatabase.fresh();
    private static RunningFleetServer server;

    @BeforeAll
    static void start() {
        server = RunningFleetServer.on(database);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    enum End {
        ABORTED {
            @Override
            void by(DeploymentId deployment, TestDevice device) {
                server.operator().abort(deployment);
            }
        },
        ABORTED_FOR_THE_DEVICE {
            @Override
            void by(DeploymentId deployment, TestDevice device) {
                String path = DEPLOYMENTS + "/devices/" + server.operator().deviceId(device.identity());
                assertThat(server.operator().send(Request.of("DELETE", path))).hasToString("204");
            }
        },
        DECOMMISSIONED {
            @Override
            void by(DeploymentId deployment, TestDevice device) {
                server.operator().decommission(device.identity());
            }
        };

        abstract void by(DeploymentId deployment, TestDevice device);
    }

    @ParameterizedTest
    @EnumSource
    void a_link_is_refused_when_the_end_is_answered(End end) {
        // Given
        TestDevice device = server.acceptedDevice(RunningFleetServer.serial());
        String release = "release-" + RunningFleetServer.serial();
        byte[] artifact = server.operator().upload(release);
        DeploymentId deployment = server.operator().deploy(release, device.identity());
        List<Request> requests = requests(device.poll());
        assertThat(device.connection().send(requests.get(0)).body()).isEqualTo(artifact);
        assertThat(device.connection().send(requests.get(1))).hasToString("206");
        assertThat(device.connection().send(requests.get(2)).status()).isEqualTo(200);

        // When
        end.by(deployment, device);

        // Then: nothing is waited for.
        for (Request request : requests) {
            assertThat(device.connection().send(request).status()).isEqualTo(404);
        }
    }

    private static List<Request> requests(Answer offer) {
        URI link = URI.create(Json.tree(offer.body())
                .path("artifact")
                .path("source")
                .path("uri")
                .asString());
        String target = link.getRawPath() + "?" + link.getRawQuery();
        return List.of(
                Request.of("GET", target),
                Request.of("GET", target).header("Range", "bytes=100-"),
                Request.of("HEAD", target));
    }
}
