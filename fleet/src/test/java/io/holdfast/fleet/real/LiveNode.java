package io.holdfast.fleet.real;

import io.holdfast.assembly.RunningNode;
import io.holdfast.fleet.management.FirstAdministrator;
import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.ServerCertificate;
import io.holdfast.fleet.process.ServerLaunch;
import io.holdfast.fleet.process.WorkFolder;
import io.holdfast.gateway.session.DeviceSessions;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.config.DeviceUrlConfig;
import io.holdfast.platform.config.JournalConfig;
import io.holdfast.platform.config.ListenConfig;
import io.holdfast.platform.config.OpsConfig;
import io.holdfast.platform.config.Port;
import io.holdfast.platform.config.ServerConfig;
import io.holdfast.platform.config.TlsConfig;
import java.nio.file.Path;
import java.util.Optional;

/** A node in this JVM with its own PostgreSQL: for tests that reach behind its API. */
final class LiveNode implements AutoCloseable {
    private final WorkFolder folder;
    private final RunningNode node;
    private final Path certificate;
    private final ManagementApi api;

    private LiveNode(WorkFolder folder, RunningNode node, Path certificate, ManagementApi api) {
        this.folder = folder;
        this.node = node;
        this.certificate = certificate;
        this.api = api;
    }

    static LiveNode start() {
        WorkFolder folder = WorkFolder.create("node");
        ServerLaunch launch = ServerLaunch.in(folder.resolve("data"));
        RunningNode node = RunningNode.start(config(launch), line -> {});
        try {
            Path certificate = ServerCertificate.fetch(launch.httpsPort(), folder.resolve("server.crt"));
            ManagementApi api = FirstAdministrator.create(launch).login(launch, certificate);
            return new LiveNode(folder, node, certificate, api);
        } catch (RuntimeException unusable) {
            node.close();
            folder.close();
            throw unusable;
        }
    }

    private static ServerConfig config(ServerLaunch launch) {
        return new ServerConfig(
                launch.dataDirectory(),
                new ListenConfig(
                        "127.0.0.1",
                        new Port(launch.httpsPort()),
                        Optional.of(new Port(launch.httpPort())),
                        Optional.of(1_000)),
                new OpsConfig("127.0.0.1", new Port(launch.opsPort())),
                new TlsConfig.SelfSigned(),
                Optional.empty(),
                Optional.empty(),
                false,
                new JournalConfig.Room(16L << 20),
                DeviceUrlConfig.PATHS);
    }

    RealDevice.Settings device(String mac) {
        return RealDevice.Settings.of(node.https().toString(), certificate, mac, "test-board");
    }

    Path folder(String name) {
        return folder.resolve(name);
    }

    ManagementApi api() {
        return api;
    }

    DeviceSessions sessions() {
        return node.sessions();
    }

    DeviceRef ref(ManagedDevice device) {
        return new DeviceRef(
                node.image().defaultTenant().orElseThrow().id(),
                DeviceId.parse(device.id()).orElseThrow());
    }

    @Override
    public void close() {
        node.close();
        folder.close();
    }
}
