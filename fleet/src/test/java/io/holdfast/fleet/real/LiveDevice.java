package io.holdfast.fleet.real;

import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.Poll;
import java.time.Duration;
import java.util.Map;

/** A server, and a real device with its agent, accepted and connected. */
final class LiveDevice implements AutoCloseable {
    private static final Duration CONNECTED_MAX = Duration.ofSeconds(120);

    final LiveServer live;
    final ManagementApi api;
    final MenderCli cli;
    final RealConnect agent;
    final String id;
    private final RealDevice device;

    private LiveDevice(
            LiveServer live, ManagementApi api, MenderCli cli, RealConnect agent, String id, RealDevice device) {
        this.live = live;
        this.api = api;
        this.cli = cli;
        this.agent = agent;
        this.id = id;
        this.device = device;
    }

    static LiveDevice start(RealClients.Able machine, String mac) {
        LiveServer live = LiveServer.start();
        RealDevice device = RealDevice.start(
                machine, live.folder("dev"), RealDevice.Settings.of(live.url(), live.certificate(), mac, "board"));
        RealConnect agent = device.connect();
        ManagementApi api = live.login();
        ManagedDevice pending = Poll.forValue(CONNECTED_MAX, () -> api.devices().find("pending", "mac", mac))
                .orElseThrow();
        api.devices().accept(pending);
        MenderCli cli = new MenderCli(live.url(), live.folder("home"));
        if (!cli.login(live.administrator().email(), live.administrator().password())
                .succeeded()) {
            throw new AssertionError("mender-cli cannot sign in");
        }
        LiveDevice started = new LiveDevice(live, api, cli, agent, pending.id(), device);
        Poll.require("the agent is connected", CONNECTED_MAX, started::connected);
        return started;
    }

    boolean connected() {
        return api.get("/api/management/v1/deviceconnect/devices/" + id).body().contains("\"connected\"");
    }

    /** A new personal access token. */
    String token(String name) {
        return api.post("/api/management/v1/useradm/settings/tokens", Map.of("name", name))
                .expect(200)
                .body();
    }

    @Override
    public void close() {
        agent.close();
        device.close();
        live.close();
    }
}
