package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.management.Deployments;
import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.Poll;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Update control maps with an unmodified Debian mender-client, whose maps expire after 10 s: it asks for its map again every 5 s, and
 * would fail the update if the server did not answer.
 */
class RealPauseTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String TYPE = "test-board";
    private static final String INSTALL = "ArtifactInstall_Enter";
    private static final String COMMIT = "ArtifactCommit_Enter";

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
    void a_device_that_pauses_before_installing_goes_on_when_a_person_says_so() {
        try (RealDevice device = device("pauses", "02:00:00:00:01:01")) {
            String id = accept(device);
            upload("app-p", device);

            String deployment = deployments.createControlled("paused", "app-p", List.of(id), INSTALL, "pause");

            eventually(device, () -> status(deployment, id).equals("pause_before_installing"));
            assertThat(deployments.statistics(deployment)).containsOnly(Map.entry("pause_before_installing", 1));
            // With the offer, before installing, and every 5 s: longer than its map lives.
            eventually(device, () -> fetches(device) >= 5);
            assertThat(status(deployment, id)).isEqualTo("pause_before_installing");
            assertThat(device.installFolder().resolve("app-p")).doesNotExist();

            deployments.control(deployment, INSTALL, "continue");

            eventually(device, () -> status(deployment, id).equals("success"));
            assertThat(Files.isRegularFile(device.installFolder().resolve("app-p")))
                    .isTrue();
            eventually(device, () -> deployments.status(deployment).equals("finished"));
        }
    }

    @Test
    void a_device_that_is_told_to_fail_fails() {
        try (RealDevice device = device("told", "02:00:00:00:01:02")) {
            String id = accept(device);
            upload("app-f", device);

            String deployment = deployments.createControlled("refused", "app-f", List.of(id), INSTALL, "fail");

            eventually(device, () -> status(deployment, id).equals("failure"));
            assertThat(device.installFolder().resolve("app-f")).doesNotExist();
            eventually(device, () -> deployments.status(deployment).equals("finished"));
        }
    }

    @Test
    void a_paused_device_whose_deployment_is_aborted_goes_back() {
        try (RealDevice device = device("leaves", "02:00:00:00:01:03")) {
            String id = accept(device);
            upload("app-a", device);
            String deployment = deployments.createControlled("left", "app-a", List.of(id), COMMIT, "pause");
            eventually(device, () -> status(deployment, id).equals("pause_before_committing"));

            deployments.abort(deployment);

            upload("app-b", device);
            String next = deployments.create("next", "app-b", List.of(id));
            eventually(device, () -> status(next, id).equals("success"));
            assertThat(deployments.statistics(deployment)).containsOnlyKeys("aborted");
        }
    }

    private static long fetches(RealDevice device) {
        return device.log()
                .lines()
                .filter(line -> line.contains("Inserting Update Control Map"))
                .count();
    }

    private void upload(String name, RealDevice device) {
        Path folder = live.folder("artifacts-" + name);
        folder.toFile().mkdirs();
        api.uploadArtifact(new MenderArtifact(folder).singleFile(name, TYPE, device.installFolder()));
    }

    private RealDevice device(String name, String mac) {
        return RealDevice.start(
                machine, live.folder(name), RealDevice.Settings.of(live.url(), live.certificate(), mac, TYPE));
    }

    private String accept(RealDevice device) {
        ManagedDevice pending = Poll.forValue(
                        SOON,
                        () -> api.devices()
                                .find("pending", "mac", device.settings().mac()))
                .orElseThrow(() -> new AssertionError("never pending" + trace(device)));
        api.devices().accept(pending);
        return pending.id();
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
