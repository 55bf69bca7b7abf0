package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.management.Deployments;
import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementApi;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Unmodified Debian mender-clients against the server over HTTPS. */
class RealMenderClientTest {
    private final Workbench bench = Workbench.open();
    private final ManagementApi api = bench.api();
    private final Deployments deployments = bench.deployments();

    @Test
    void a_device_is_enrolled_accepted_inventoried_and_decommissioned() {
        try (RealDevice device = bench.device("enrol")) {
            ManagedDevice pending = bench.await(device, "pending");
            assertThat(bench.find(device, "accepted")).isEmpty();

            api.devices().accept(pending);

            bench.eventually(
                    "its inventory came",
                    device,
                    () -> "enrol".equals(api.devices().inventory(pending).get("hostname")));
            assertThat(api.devices().inventory(pending))
                    .containsEntry("device_type", Workbench.TYPE)
                    .containsEntry("artifact_name", "initial")
                    .containsKey("mender_client_version");

            api.devices().decommission(pending);

            bench.eventually("it comes as a stranger", device, () -> {
                Optional<ManagedDevice> again = bench.find(device, "pending");
                return again.isPresent() && !again.get().id().equals(pending.id());
            });
            assertThat(bench.find(device, "accepted")).isEmpty();
        }
    }

    @Test
    void an_update_is_installed_and_the_next_deployment_of_it_is_already_installed() {
        try (RealDevice device = bench.device("updates")) {
            String id = bench.accept(device);
            api.uploadArtifact(bench.artifacts("app-1").singleFile("app-1", Workbench.TYPE, device.installFolder()));

            String first = bench.deploy("app-1", id);

            bench.eventuallyIs("success", first, id, device);
            assertThat(device.installFolder().resolve("app-1")).isRegularFile();
            bench.eventuallyFinished(first, device);
            bench.eventually(
                    "the inventory names it",
                    device,
                    () -> "app-1"
                            .equals(api.devices()
                                    .inventory(bench.find(device, "accepted").orElseThrow())
                                    .get("artifact_name")));

            String second = bench.deploy("app-1", id);

            bench.eventuallyIs("already-installed", second, id, device);
            assertThat(deployments.statistics(first)).containsEntry("success", 1);
        }
    }

    @Test
    void a_failed_update_is_rolled_back_and_its_log_is_kept() {
        try (RealDevice device = bench.device("fails")) {
            String id = bench.accept(device);
            api.uploadArtifact(bench.artifacts("bad-1").refusing("bad-1", Workbench.TYPE));

            String deployment = bench.deploy("bad-1", id);

            bench.eventuallyIs("failure", deployment, id, device);
            bench.eventually(
                    "its log came",
                    device,
                    () -> deployments.log(deployment, id).status() == 200);
            assertThat(deployments.log(deployment, id).body()).contains("no room on this device");
            bench.eventuallyFinished(deployment, device);
        }
    }

    @Test
    void an_aborted_deployment_reaches_no_device() {
        try (RealDevice device = bench.device("aborts")) {
            String id = bench.accept(device);
            api.uploadArtifact(bench.artifacts("app-3").singleFile("app-3", Workbench.TYPE, device.installFolder()));

            String deployment = bench.deploy("app-3", id);
            deployments.abort(deployment);

            assertThat(deployments.status(deployment)).isEqualTo("finished");
            bench.eventuallyIs("aborted", deployment, id, device);
            bench.eventuallyIs("success", bench.deploy("app-3", id), id, device);
        }
    }
}
