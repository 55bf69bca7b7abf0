package io.holdfast.fleet.real;

import io.holdfast.fleet.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An unmodified Debian mender-client with an identity, a D-Bus and a mount namespace of its own. Several run beside each
 * other on one machine; each costs about 40 MB.
 */
public final class RealDevice implements AutoCloseable {
    /**
     * What the device is.
     *
     * @param server the URL the client is configured with
     * @param certificate PEM, the only certificate the client trusts
     * @param tenantToken empty for the default tenant
     * @param mac its identity
     * @param artifactName what it runs at first
     */
    public record Settings(
            String server, Path certificate, String tenantToken, String mac, String deviceType, String artifactName) {

        /** A device of the default tenant that runs {@code initial}. */
        public static Settings of(String server, Path certificate, String mac, String deviceType) {
            return new Settings(server, certificate, "", mac, deviceType, "initial");
        }
    }

    private final Settings settings;
    private final RealDeviceFiles files;
    private final List<Process> processes = new ArrayList<>();

    private RealDevice(Settings settings, RealDeviceFiles files) {
        this.settings = settings;
        this.files = files;
    }

    /**
     * Starts the client; its state and log live in {@code folder}, which must not exist yet. The path must be short: it
     * holds a socket (108 bytes at most).
     */
    public static RealDevice start(RealClients.Able machine, Path folder, Settings settings) {
        RealDevice device = new RealDevice(settings, new RealDeviceFiles(folder.toAbsolutePath()));
        try {
            Files.createDirectories(folder);
            device.files.write(settings);
            device.startBus();
            device.startClient(machine);
            return device;
        } catch (IOException e) {
            device.close();
            throw new UncheckedIOException("cannot start a real device in " + folder, e);
        } catch (RuntimeException e) {
            device.close();
            throw e;
        }
    }

    private void startBus() throws IOException {
        launch(
                List.of("dbus-daemon", "--config-file=" + files.busConfiguration(), "--nofork", "--nopidfile"),
                Map.of(),
                files.root().resolve("bus.log"));
        Poll.require("the device's D-Bus listens", Duration.ofSeconds(10), () -> Files.exists(files.bus()));
    }

    private void startClient(RealClients.Able machine) throws IOException {
        List<String> words = new ArrayList<>(machine.namespace());
        words.addAll(List.of("sh", "-c", files.mountAndExec(), files.root().toString()));
        words.addAll(List.of("mender", "--no-syslog", "--log-level", "debug"));
        words.addAll(List.of("--data", files.data().toString(), "daemon"));
        launch(words, Map.of("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + files.bus()), files.log());
    }

    private void launch(List<String> words, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        processes.add(builder.start());
    }

    public Settings settings() {
        return settings;
    }

    /** Where {@link MenderArtifact#singleFile} artifacts for this device put their file. */
    public Path installFolder() {
        return files.installed();
    }

    /** Everything the client logged so far. */
    public String log() {
        try {
            return Files.readString(files.log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isRunning() {
        return processes.stream().allMatch(Process::isAlive);
    }

    /** Stops the client, then its bus. */
    @Override
    public void close() {
        for (Process process : processes.reversed()) {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
