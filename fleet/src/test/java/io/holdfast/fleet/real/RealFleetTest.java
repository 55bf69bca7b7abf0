package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.process.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Twenty unmodified mender-clients in one deployment. */
class RealFleetTest {
    private static final int DEVICES = 20;
    /** A new device makes an RSA key, a second of one core: who starts all at once waits longer for each. */
    private static final int AT_ONCE = 4;

    private static final int FAILING = 3;
    private static final Duration ROLLED_OUT = Duration.ofMinutes(5);

    private final Workbench bench = Workbench.open();
    private final List<RealDevice> devices = new ArrayList<>();

    @AfterEach
    void switchOff() {
        devices.forEach(RealDevice::close);
    }

    @Test
    void twenty_devices_are_updated_by_one_deployment_and_each_is_counted_once() throws IOException {
        List<String> ids = enrolAll();
        for (RealDevice device : devices.subList(0, FAILING)) {
            Files.createFile(device.installFolder().resolve("full"));
        }
        bench.api().uploadArtifact(bench.artifacts("fleet").copying("fleet-1", Workbench.TYPE));

        String deployment = bench.deployments().create("all twenty", "fleet-1", ids);

        assertThat(Poll.until(
                        ROLLED_OUT, () -> bench.deployments().status(deployment).equals("finished")))
                .withFailMessage(() -> "not finished: " + bench.deployments().statistics(deployment))
                .isTrue();
        assertThat(bench.deployments().statistics(deployment))
                .containsOnly(Map.entry("success", DEVICES - FAILING), Map.entry("failure", FAILING));
        assertThat(devices.subList(FAILING, DEVICES))
                .allSatisfy(device ->
                        assertThat(device.installFolder().resolve("fleet-1")).isRegularFile());
        for (int i = 0; i < FAILING; i++) {
            String failed = ids.get(i);
            bench.eventually(
                    "its log came",
                    devices.get(i),
                    () -> bench.deployments().log(deployment, failed).body().contains("no room on this device"));
        }
    }

    private List<String> enrolAll() {
        List<String> ids = new ArrayList<>();
        while (ids.size() < DEVICES) {
            List<RealDevice> next = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                RealDevice device = bench.device("fleet-" + (ids.size() + i));
                devices.add(device);
                next.add(device);
            }
            for (RealDevice device : next) {
                ids.add(bench.accept(device));
            }
        }
        return ids;
    }
}
