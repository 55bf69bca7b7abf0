package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.device.DeviceProfile;
import io.holdfast.fleet.management.Deployments;
import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** What tests with real clients have in common: the server that they share, an administrator, and devices of their own. */
final class Workbench {
    /** A real client polls every 2 s and walks through an update in about one; the rest is room for a busy machine. */
    private static final Duration SOON = Duration.ofMinutes(2);

    static final String TYPE = "test-board";

    /** Addresses of their own, away from those that other tests write down. */
    private static final AtomicInteger NEXT_ADDRESS = new AtomicInteger(0x0100_0000);

    private final RealClients.Able machine;
    private final LiveServer server;
    private final ManagementApi api;

    private Workbench(RealClients.Able machine, LiveServer server) {
        this.machine = machine;
        this.server = server;
        this.api = server.login();
    }

    /** Skips the test, loudly, on a machine without the clients. */
    static Workbench open() {
        RealClients.Able machine = Machine.withRealClients();
        return new Workbench(machine, LiveServer.shared());
    }

    LiveServer server() {
        return server;
    }

    ManagementApi api() {
        return api;
    }

    Deployments deployments() {
        return api.deployments();
    }

    /** A device that reaches the server over HTTPS; its name is that of its folder. */
    RealDevice device(String name) {
        return device(name, server.url());
    }

    /** A device at the end of this line. */
    RealDevice device(String name, TappedLine line) {
        return device(name, line.url());
    }

    private RealDevice device(String name, String url) {
        return start(name, RealDevice.Settings.of(url, server.certificate(), address(), TYPE));
    }

    /** A device over HTTPS that installs only what was signed with this key. */
    RealDevice deviceRequiring(Path publicKey, String name) {
        return start(
                name,
                RealDevice.Settings.of(server.url(), server.certificate(), address(), TYPE)
                        .requiring(publicKey));
    }

    private RealDevice start(String name, RealDevice.Settings settings) {
        return RealDevice.start(machine, server.folder(name), settings);
    }

    private static String address() {
        return DeviceProfile.macNumber(NEXT_ADDRESS.getAndIncrement());
    }

    TappedLine line() {
        return TappedLine.to(server.httpPort());
    }

    /** A maker of artifacts with a folder of its own. */
    MenderArtifact artifacts(String name) {
        try {
            return new MenderArtifact(Files.createDirectories(server.folder("artifacts-" + name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the device, lets it in and answers its id. */
    String accept(RealDevice device) {
        ManagedDevice pending = await(device, "pending");
        api.devices().accept(pending);
        return pending.id();
    }

    ManagedDevice await(RealDevice device, String status) {
        return Poll.forValue(SOON, () -> find(device, status))
                .orElseThrow(() -> new AssertionError("never " + status + trace(device)));
    }

    Optional<ManagedDevice> find(RealDevice device, String status) {
        return api.devices().find(status, "mac", device.settings().mac());
    }

    /** Deploys to one device and answers the deployment's id. */
    String deploy(String artifactName, String deviceId) {
        return deployments().create("bring " + artifactName, artifactName, List.of(deviceId));
    }

    /** How the device stands in the deployment, as the API shows it. */
    JsonNode standing(String deployment, String deviceId) {
        for (JsonNode row : api.get("/api/management/v1/deployments/deployments/" + deployment + "/devices")
                .expect(200)
                .json()) {
            if (row.path("id").asString().equals(deviceId)) {
                return row;
            }
        }
        throw new AssertionError("device " + deviceId + " is no target of " + deployment);
    }

    void eventually(String what, RealDevice device, BooleanSupplier condition) {
        assertThat(Poll.until(SOON, condition))
                .withFailMessage(() -> "never: " + what + trace(device))
                .isTrue();
    }

    /** Waits until the device stands so in the deployment. */
    void eventuallyIs(String status, String deployment, String deviceId, RealDevice device) {
        eventually(
                status,
                device,
                () -> deployments()
                        .deviceStatus(deployment, deviceId)
                        .filter(status::equals)
                        .isPresent());
    }

    /** Waits until no device has anything left to do in the deployment: it ends a moment after its last device does. */
    void eventuallyFinished(String deployment, RealDevice device) {
        eventually("finished", device, () -> deployments().status(deployment).equals("finished"));
    }

    private String trace(RealDevice device) {
        return "\n--- device\n" + device.log() + "\n--- server\n" + server.lastLines();
    }
}
