package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.management.Deployments;
import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Unmodified Debian mender-clients against the server over HTTPS. */
class RealMenderClientTest {
    /** A real client polls every 2 s and walks through an update in about one; the rest is room for a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final String TYPE = "test-board";
    private static Optional<LiveServer> server = Optional.empty();

    private final RealClients.Able machine = Machine.withRealClients();
    private final LiveServer live = server.orElseThrow();
    private final ManagementApi api = live.login();
    private final Deployments deployments = api.deployments();

    @BeforeAll
    static void startServer() {
        Machine.withRealClients();
        server = Optional.of(LiveServer.start());
    }

    @AfterAll
    static void stopServer() {
        server.ifPresent(LiveServer::close);
    }

    @Test
    void a_device_is_enrolled_accepted_inventoried_and_decommissioned() {
        try (RealDevice device = device("enrol", "02:00:00:00:00:0a")) {
            ManagedDevice pending = await(device, "pending");
            assertThat(api.devices().find("accepted", "mac", "02:00:00:00:00:0a"))
                    .isEmpty();

            api.devices().accept(pending);

            eventually(
                    device,
                    () -> "enrol".equals(api.devices().inventory(pending).get("hostname")));
            assertThat(api.devices().inventory(pending))
                    .containsEntry("device_type", TYPE)
                    .containsEntry("artifact_name", "initial")
                    .containsKey("mender_client_version");

            api.devices().decommission(pending);

            eventually(
                    device,
                    () -> api.devices()
                            .find("pending", "mac", "02:00:00:00:00:0a")
                            .filter(again -> !again.id().equals(pending.id()))
                            .isPresent());
            assertThat(api.devices().find("accepted", "mac", "02:00:00:00:00:0a"))
                    .isEmpty();
        }
    }

    @Test
    void an_update_is_installed_and_the_next_deployment_of_it_is_already_installed() {
        try (RealDevice device = device("updates", "02:00:00:00:00:0b")) {
            String id = accept(device);
            api.uploadArtifact(artifacts("app-1").singleFile("app-1", TYPE, device.installFolder()));

            String first = deployments.create("first", "app-1", List.of(id));

            eventually(device, () -> status(first, id).equals("success"));
            assertThat(device.installFolder().resolve("app-1")).isRegularFile();
            assertThat(deployments.status(first)).isEqualTo("finished");
            eventually(
                    device,
                    () -> "app-1"
                            .equals(api.devices()
                                    .inventory(find("accepted", device))
                                    .get("artifact_name")));

            String second = deployments.create("second", "app-1", List.of(id));

            eventually(device, () -> status(second, id).equals("already-installed"));
            assertThat(deployments.statistics(first)).containsEntry("success", 1);
        }
    }

    @Test
    void a_failed_update_is_rolled_back_and_its_log_is_kept() {
        try (RealDevice device = device("fails", "02:00:00:00:00:0c")) {
            String id = accept(device);
            api.uploadArtifact(artifacts("bad-1").refusing("bad-1", TYPE));

            String deployment = deployments.create("doomed", "bad-1", List.of(id));

            eventually(device, () -> status(deployment, id).equals("failure"));
            eventually(device, () -> deployments.log(deployment, id).status() == 200);
            assertThat(deployments.log(deployment, id).body()).contains("no room on this device");
            assertThat(deployments.status(deployment)).isEqualTo("finished");
        }
    }

    @Test
    void an_aborted_deployment_reaches_no_device() {
        try (RealDevice device = device("aborts", "02:00:00:00:00:0d")) {
            String id = accept(device);
            api.uploadArtifact(artifacts("app-3").singleFile("app-3", TYPE, device.installFolder()));

            String deployment = deployments.create("stopped", "app-3", List.of(id));
            deployments.abort(deployment);

            assertThat(deployments.status(deployment)).isEqualTo("finished");
            eventually(
                    device,
                    () -> status(deployment, id).equals("aborted")
                            || deployments.statistics(deployment).getOrDefault("aborted", 0) == 1);
            String next = deployments.create("follows", "app-3", List.of(id));
            eventually(device, () -> status(next, id).equals("success"));
        }
    }

    private RealDevice device(String name, String mac) {
        return RealDevice.start(
                machine, live.folder(name), RealDevice.Settings.of(live.url(), live.certificate(), mac, TYPE));
    }

    private MenderArtifact artifacts(String name) {
        Path folder = live.folder("artifacts-" + name);
        folder.toFile().mkdirs();
        return new MenderArtifact(folder);
    }

    private String accept(RealDevice device) {
        ManagedDevice pending = await(device, "pending");
        api.devices().accept(pending);
        return pending.id();
    }

    private ManagedDevice find(String status, RealDevice device) {
        return api.devices().find(status, "mac", device.settings().mac()).orElseThrow();
    }

    private ManagedDevice await(RealDevice device, String status) {
        return Poll.forValue(
                        SOON,
                        () -> api.devices()
                                .find(status, "mac", device.settings().mac()))
                .orElseThrow(() -> new AssertionError("never " + status + trace(device)));
    }

    private String status(String deployment, String device) {
        return deployments.deviceStatus(deployment, device).orElse("");
    }

    private void eventually(RealDevice device, BooleanSupplier condition) {
        assertThat(Poll.until(SOON, condition))
                .withFailMessage(() -> trace(device))
                .isTrue();
    }

    private String trace(RealDevice device) {
        return "\n--- device\n" + device.log() + "\n--- server\n" + live.lastLines();
    }
}
