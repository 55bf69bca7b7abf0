package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.artifact.ArtifactFile;
import io.holdfast.fleet.device.ClientGeneration;
import io.holdfast.fleet.device.DeviceAnswer;
import io.holdfast.fleet.device.DeviceKey;
import io.holdfast.fleet.device.DeviceProfile;
import io.holdfast.fleet.device.DeviceRequest;
import io.holdfast.fleet.device.DeviceRhythm;
import io.holdfast.fleet.device.VirtualFleet;
import io.holdfast.fleet.load.Target;
import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.Poll;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;

/** Devices with clients of every generation in one deployment, each with the bytes of its own. */
class VirtualGenerationsTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String TYPE = "mixed-board";
    private static final String RELEASE = "mixed-1";
    private static final DeviceRhythm RHYTHM = new DeviceRhythm(
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            Duration.ofMillis(50),
            Duration.ofSeconds(30));
    /** Of each generation one that succeeds and one that fails. */
    private static final int DEVICES = 2 * ClientGeneration.values().length;

    private final LiveServer server = LiveServer.shared();
    private final ManagementApi api = server.login();
    private final Set<String> refusals = new ConcurrentSkipListSet<>();

    @Test
    void every_generation_is_brought_to_the_release_and_counted_once_and_nobody_is_refused_once_it_is_let_in() {
        Path artifact = ArtifactFile.write(server.folder("."), RELEASE, TYPE, 64 * 1024);
        api.uploadArtifact(artifact);
        try (VirtualFleet fleet = fleet()) {
            List<ManagedDevice> pending = Poll.forValue(SOON, this::allPending).orElseThrow();
            pending.forEach(api.devices()::accept);
            String deployment = api.deployments()
                    .create(
                            "mixed",
                            RELEASE,
                            pending.stream().map(ManagedDevice::id).toList());

            boolean finished =
                    Poll.until(SOON, () -> api.deployments().status(deployment).equals("finished"));

            assertThat(finished)
                    .as(() -> api.deployments().statistics(deployment) + " " + refusals)
                    .isTrue();
            assertThat(api.deployments().statistics(deployment))
                    .isEqualTo(Map.of("success", DEVICES / 2, "failure", DEVICES / 2));
            assertThat(fleet.running(RELEASE)).isEqualTo(DEVICES / 2);
            for (ManagedDevice device : pending) {
                boolean fails = String.valueOf(device.identity().get("mac")).endsWith(":01");
                assertThat(Poll.until(
                                SOON,
                                () -> (api.deployments()
                                                        .log(deployment, device.id())
                                                        .status()
                                                == 200)
                                        == fails))
                        .as(device.identity() + " has a log: " + fails)
                        .isTrue();
                assertThat(Poll.until(SOON, () -> reports(device, fails ? "initial" : RELEASE)))
                        .as(device.identity() + " reports what it runs")
                        .isTrue();
            }
        }
        assertThat(refusals).isEmpty();
    }

    private VirtualFleet fleet() {
        List<DeviceProfile> profiles = new ArrayList<>();
        DeviceKey key = DeviceKey.ecdsaP256();
        for (ClientGeneration client : ClientGeneration.values()) {
            String mac = "02:0e:00:00:%02x:".formatted(client.ordinal());
            profiles.add(DeviceProfile.of(mac + "00", TYPE, key).with(client));
            profiles.add(DeviceProfile.of(mac + "01", TYPE, key).with(client).failing());
        }
        return VirtualFleet.start(
                Target.tls(URI.create(server.url()).getPort(), server.certificate()),
                profiles,
                RHYTHM,
                this::noteRefusal,
                Duration.ZERO,
                1);
    }

    /** Whoever has a token has no reason to hear anything but yes. */
    private void noteRefusal(DeviceProfile device, DeviceRequest request, DeviceAnswer answer, boolean authorized) {
        if (authorized && !(answer instanceof DeviceAnswer.Answered told && told.isSuccess())) {
            refusals.add(device.client() + " " + request + " " + answer);
        }
    }

    private Optional<List<ManagedDevice>> allPending() {
        List<ManagedDevice> pending = api.devices().withStatus("pending").stream()
                .filter(device -> device.identity().getOrDefault("mac", "").startsWith("02:0e:"))
                .toList();
        return pending.size() == DEVICES ? Optional.of(pending) : Optional.empty();
    }

    private boolean reports(ManagedDevice device, String release) {
        return release.equals(api.devices().inventory(device).get("artifact_name"));
    }
}
