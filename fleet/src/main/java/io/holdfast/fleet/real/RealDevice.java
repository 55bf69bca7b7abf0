package io.holdfast.fleet.real;

import io.holdfast.fleet.process.Command;
import io.holdfast.fleet.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

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
     * @param verifyKey PEM; with it the client installs only what was signed with its private half
     */
    public record Settings(
            String server,
            Path certificate,
            String tenantToken,
            String mac,
            String deviceType,
            String artifactName,
            Optional<Path> verifyKey) {

        /** A device of the default tenant that runs {@code initial} and takes unsigned artifacts. */
        public static Settings of(String server, Path certificate, String mac, String deviceType) {
            return new Settings(server, certificate, "", mac, deviceType, "initial", Optional.empty());
        }

        /** The same, for a device that requires this key's signature. */
        public Settings requiring(Path publicKey) {
            return new Settings(
                    server, certificate, tenantToken, mac, deviceType, artifactName, Optional.of(publicKey));
        }
    }

    private final RealClients.Able machine;
    private final Settings settings;
    private final RealDeviceFiles files;
    private final List<Process> bus = new ArrayList<>(1);
    private final List<Process> client = new ArrayList<>(1);

    private RealDevice(RealClients.Able machine, Settings settings, RealDeviceFiles files) {
        this.machine = machine;
        this.settings = settings;
        this.files = files;
    }

    /**
     * Starts the client; its state and log live in {@code folder}, which must not exist yet. The path must be short: it
     * holds a socket (108 bytes at most).
     */
    public static RealDevice start(RealClients.Able machine, Path folder, Settings settings) {
        RealDevice device = new RealDevice(machine, settings, new RealDeviceFiles(folder.toAbsolutePath()));
        try {
            Files.createDirectories(folder);
            device.files.write(settings);
            device.startBus();
            device.startClient();
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
        bus.add(launch(
                List.of("dbus-daemon", "--config-file=" + files.busConfiguration(), "--nofork", "--nopidfile"),
                Map.of(),
                files.root().resolve("bus.log")));
        Poll.require("the device's D-Bus listens", Duration.ofSeconds(10), () -> Files.exists(files.bus()));
    }

    private void startClient() throws IOException {
        client.clear();
        Process started = launch(
                inNamespace(
                        "mender",
                        "--no-syslog",
                        "--log-level",
                        "debug",
                        "--data",
                        files.data().toString(),
                        "daemon"),
                environment(),
                files.log());
        client.add(started);
        files.clientPid(started.pid());
    }

    private List<String> inNamespace(String... program) {
        List<String> words = new ArrayList<>(machine.namespace());
        words.addAll(List.of("sh", "-c", files.mountAndExec(), files.root().toString()));
        words.addAll(List.of(program));
        return words;
    }

    private Map<String, String> environment() {
        return Map.of(
                "DBUS_SYSTEM_BUS_ADDRESS",
                "unix:path=" + files.bus(),
                "PATH",
                files.programs() + ":" + System.getenv("PATH"));
    }

    /**
     * Starts mender-connect beside the client, in the same namespace. It may take 10 s to open its link: it waits out a signal of the
     * client. The caller ends it, before the device.
     */
    public RealConnect connect() {
        try {
            return new RealConnect(
                    launch(inNamespace("mender-connect", "--trace", "daemon"), environment(), files.connectLog()),
                    files.connectLog());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start mender-connect", e);
        }
    }

    private static Process launch(List<String> words, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Has the client ask for another token, as any program beside it may. The client tears its agent's link when it has it. */
    public void renewToken() {
        Command.Outcome asked = new Command(
                        List.of(
                                "dbus-send",
                                "--system",
                                "--print-reply",
                                "--dest=io.mender.AuthenticationManager",
                                "/io/mender/AuthenticationManager",
                                "io.mender.Authentication1.FetchJwtToken"),
                        environment())
                .run(Duration.ofSeconds(30));
        if (!asked.succeeded()) {
            throw new IllegalStateException("the client was not asked for a new token: " + asked.output());
        }
    }

    /** Whether the client runs: not after a reboot that an update asked for, until {@link #boot()}. */
    public boolean isRunning() {
        return client.stream().allMatch(Process::isAlive);
    }

    /**
     * Starts the client again on what it left in its store, as a device does that comes up after a reboot.
     *
     * @throws IllegalStateException while the client runs
     */
    public void boot() {
        if (isRunning()) {
            throw new IllegalStateException("the device has not gone down");
        }
        try {
            startClient();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot boot the real device again", e);
        }
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

    /** Stops the client, then its bus. */
    @Override
    public void close() {
        for (Process process : Stream.concat(client.stream(), bus.stream()).toList()) {
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
