package io.holdfast.fleet.bench;

import io.holdfast.fleet.management.FirstAdministrator;
import io.holdfast.fleet.management.ManagedDevice;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.FreePort;
import io.holdfast.fleet.process.Leftovers;
import io.holdfast.fleet.process.Poll;
import io.holdfast.fleet.process.ServerCertificate;
import io.holdfast.fleet.process.ServerLaunch;
import io.holdfast.fleet.process.ServerProcess;
import io.holdfast.fleet.proxy.Fault;
import io.holdfast.fleet.proxy.FaultProxy;
import io.holdfast.fleet.proxy.Leg;
import io.holdfast.fleet.real.MenderCli;
import io.holdfast.fleet.real.RealClients;
import io.holdfast.fleet.real.RealConnect;
import io.holdfast.fleet.real.RealDevice;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.tunnel.LocalPort;
import io.holdfast.tunnel.TrustedServer;
import io.holdfast.tunnel.Tunnel;
import io.holdfast.tunnel.TunnelServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * A page of 40 resources of 20 kB on a device, loaded by somebody whose way to the server takes 50 ms there and back: by device URL, by
 * {@code holdfast tunnel} and, where they are installed, by mender-cli's port-forward, from a device with mender-connect and from one
 * with the reference agent. {@code direct_ms} is the same page with only the slow line between. Then the same with the slow line between
 * device and server instead ({@code …_device_leg_…}): there mender-connect's wait for an ack of each 4 KiB shows, whoever asks.
 */
final class PageBench implements Bench {
    private static final Duration ONE_WAY = Duration.ofMillis(25);
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String PATH = "/api/management/v1/";

    @Override
    public String name() {
        return "page";
    }

    @Override
    public String description() {
        return "A page of 40 resources on a device, 50 ms away from its visitor: by device URL, by tunnel and by mender-cli.";
    }

    /** The server, who signed in, and the slow line to it. */
    private record Stage(
            ServerLaunch launch,
            Path certificate,
            ManagementApi api,
            FirstAdministrator administrator,
            FaultProxy line,
            FaultProxy deviceLine,
            PageSite site) {
        String visitorsUrl() {
            return "https://localhost:" + line.port();
        }

        String devicesUrl() {
            return "https://localhost:" + deviceLine.port();
        }
    }

    @Override
    public Map<String, Object> run(BenchContext context) {
        Map<String, Object> figures = new LinkedHashMap<>();
        ServerLaunch launch = ServerLaunch.in(context.folder().path().resolve("data"));
        context.progress().accept("Starting a server.");
        try (ServerProcess server = ServerProcess.start(launch);
                PageSite site = new PageSite();
                FaultProxy line = FaultProxy.on(Leg.USER_TO_SERVER, "localhost", launch.httpsPort());
                FaultProxy deviceLine = FaultProxy.on(Leg.DEVICE_TO_SERVER, "localhost", launch.httpsPort());
                FaultProxy direct = FaultProxy.on(Leg.USER_TO_SERVER, "localhost", site.port())) {
            Path certificate = ServerCertificate.fetch(
                    launch.httpsPort(), context.folder().path().resolve("server.crt"));
            FirstAdministrator administrator = FirstAdministrator.create(launch);
            Stage stage = new Stage(
                    launch,
                    certificate,
                    administrator.login(launch, certificate),
                    administrator,
                    line,
                    deviceLine,
                    site);
            direct.set(new Fault.Delay(ONE_WAY));
            figures.put("direct_ms", median(context, () -> load(stage, "http://localhost:" + direct.port() + "/")));
            ofAgent(context, stage, figures);
            ofConnect(context, stage, figures);
        }
        figures.put("resources", PageVisit.RESOURCES);
        figures.put("resource_bytes", PageSite.RESOURCE_BYTES);
        figures.put("round_trip_ms", 2 * ONE_WAY.toMillis());
        return figures;
    }

    private static void ofAgent(BenchContext context, Stage stage, Map<String, Object> figures) {
        context.progress().accept("A device with the reference agent.");
        String mac = "02:00:00:00:0b:01";
        List<String> words = stage.launch()
                .command()
                .with(List.of(
                        "agent",
                        "--server=" + stage.devicesUrl(),
                        "--certificate=" + stage.certificate(),
                        "--data=" + context.folder().path().resolve("agent"),
                        "--identity=mac=" + mac))
                .words();
        Process agent;
        try {
            agent = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(context.folder().path().resolve("agent.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Leftovers.Leftover leftover = Leftovers.of(agent::destroyForcibly);
        try {
            onEachLeg(context, stage, connected(stage, mac), "agent_", figures);
        } finally {
            agent.destroyForcibly();
            leftover.gone();
        }
    }

    private static void ofConnect(BenchContext context, Stage stage, Map<String, Object> figures) {
        if (!(RealClients.here() instanceof RealClients.Able machine)) {
            context.progress().accept("Without mender-client and mender-connect, which are not installed here.");
            return;
        }
        context.progress().accept("A device with mender-connect.");
        String mac = "02:00:00:00:0b:02";
        try (RealDevice device = RealDevice.start(
                        machine,
                        context.folder().path().resolve("device"),
                        RealDevice.Settings.of(stage.devicesUrl(), stage.certificate(), mac, "board"));
                RealConnect agent = device.connect()) {
            onEachLeg(context, stage, connected(stage, mac), "connect_", figures);
        }
    }

    private static ManagedDevice connected(Stage stage, String mac) {
        ManagedDevice device = Poll.forValue(SOON, () -> stage.api().devices().find("pending", "mac", mac))
                .orElseThrow(() -> new IllegalStateException("the device does not ask for its acceptance"));
        stage.api().devices().accept(device);
        Poll.require(
                "the device is connected",
                SOON,
                () -> stage.api().devices().connection(device).equals("connected"));
        return device;
    }

    private static void onEachLeg(
            BenchContext context, Stage stage, ManagedDevice device, String prefix, Map<String, Object> figures) {
        stage.line().set(new Fault.Delay(ONE_WAY));
        measure(context, stage, device, prefix, figures);
        stage.line().heal();
        context.progress().accept("The same with the slow line on the device's side.");
        stage.deviceLine().set(new Fault.Delay(ONE_WAY));
        measure(context, stage, device, prefix + "device_leg_", figures);
        stage.deviceLine().heal();
    }

    private static void measure(
            BenchContext context, Stage stage, ManagedDevice device, String prefix, Map<String, Object> figures) {
        double url = median(context, () -> load(stage, address(stage, device)));
        figures.put(prefix + "url_ms", url);
        figures.put(prefix + "tunnel_ms", tunnel(context, stage, device, prefix));
        if (RealClients.here() instanceof RealClients.Able) {
            double cli = menderCli(context, stage, device);
            figures.put(prefix + "mender_cli_ms", cli);
            figures.put(prefix + "url_times_as_fast", Math.round(10 * cli / url) / 10.0);
        }
    }

    private static String address(Stage stage, ManagedDevice device) {
        String made = stage.api()
                .post(
                        PATH + "holdfast/devices/" + device.id() + "/urls",
                        Map.of("port", stage.site().port(), "mode", "public", "enabled", true))
                .expect(201)
                .body();
        URI address =
                URI.create(JsonMapper.shared().readTree(made).path("address").asString());
        return stage.visitorsUrl() + address.getRawPath();
    }

    private static double tunnel(BenchContext context, Stage stage, ManagedDevice device, String prefix) {
        String token = stage.api()
                .post(PATH + "useradm/settings/tokens", Map.of("name", prefix + device.id()))
                .expect(200)
                .body();
        TunnelServer to = new TunnelServer(
                URI.create(stage.visitorsUrl()),
                TrustedServer.by(Optional.of(stage.certificate())),
                SecretText.of(token),
                DeviceId.parse(device.id()).orElseThrow());
        try (Tunnel tunnel = Tunnel.to(to, context.progress());
                LocalPort local =
                        LocalPort.open(0, tunnel, "localhost", stage.site().port())) {
            return median(context, () -> load(stage, "http://localhost:" + local.number() + "/"));
        }
    }

    private static double menderCli(BenchContext context, Stage stage, ManagedDevice device) {
        MenderCli cli =
                new MenderCli(stage.visitorsUrl(), context.folder().path().resolve("home"));
        if (!cli.login(stage.administrator().email(), stage.administrator().password())
                .succeeded()) {
            throw new IllegalStateException("mender-cli cannot sign in");
        }
        int local = FreePort.next();
        Process forward;
        try {
            ProcessBuilder builder = new ProcessBuilder(cli.words(
                            "port-forward",
                            device.id(),
                            "tcp/" + local + ":" + stage.site().port()))
                    .redirectErrorStream(true)
                    .redirectOutput(context.folder().path().resolve("cli.log").toFile());
            builder.environment().putAll(cli.environment());
            forward = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Leftovers.Leftover leftover = Leftovers.of(forward::destroyForcibly);
        try {
            Poll.require("mender-cli forwards", SOON, () -> listens(local));
            return median(context, () -> load(stage, "http://localhost:" + local + "/"));
        } finally {
            forward.destroyForcibly();
            leftover.gone();
        }
    }

    private static boolean listens(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static double load(Stage stage, String page) {
        return PageVisit.load(URI.create(page), ServerCertificate.trusting(stage.certificate()));
    }

    /** The first load is not counted: it makes what later ones find. */
    private static double median(BenchContext context, DoubleSupplier once) {
        double first = once.getAsDouble();
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < context.repeat(); i++) {
            all.add(once.getAsDouble());
        }
        return Median.of(all, Double::doubleValue);
    }
}
