package io.holdfast.fleet.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.Poll;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** An accepted device of a server with its agent, and how the server sees it. */
record LinkedDevice(LiveServer live, RealDevice device, RealConnect agent, ManagedDevice managed, ManagementApi api)
        implements AutoCloseable {
    /** It tries again every 5 s, and its client polls every 2; the rest is room for a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(90);

    /** Starts one and waits until its link stands. */
    static LinkedDevice start(RealClients.Able machine, LiveServer live, String name, String mac) {
        return start(machine, live, live.url(), name, mac);
    }

    /** The same of a device that reaches the server by this URL. */
    static LinkedDevice start(RealClients.Able machine, LiveServer live, String url, String name, String mac) {
        RealDevice device = RealDevice.start(
                machine, live.folder(name), RealDevice.Settings.of(url, live.certificate(), mac, "test-board"));
        ManagementApi api = live.login();
        ManagedDevice managed = Poll.forValue(SOON, () -> api.devices().find("pending", "mac", mac))
                .orElseThrow(() -> new AssertionError("never pending\n" + device.log()));
        api.devices().accept(managed);
        LinkedDevice linked = new LinkedDevice(live, device, device.connect(), managed, api);
        linked.awaitConnection("connected");
        return linked;
    }

    /** In Mender's words; nothing while the server or its database does not answer. */
    String connection() {
        try {
            return api.devices().connection(managed);
        } catch (IllegalStateException | UncheckedIOException away) {
            return "";
        }
    }

    void awaitConnection(String word) {
        eventually(() -> connection().equals(word));
    }

    void eventually(BooleanSupplier condition) {
        assertThat(Poll.until(SOON, condition))
                .withFailMessage(() -> "\n--- agent\n" + tail(agent.log()) + "\n--- client\n" + tail(device.log())
                        + "\n--- server\n" + live.lastLines())
                .isTrue();
    }

    private static String tail(String log) {
        return log.substring(Math.max(0, log.length() - 4_000));
    }

    @Override
    public void close() {
        agent.close();
        device.close();
    }
}
