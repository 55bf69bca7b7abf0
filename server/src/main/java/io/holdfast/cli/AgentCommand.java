package io.holdfast.cli;

import io.holdfast.agent.Agent;
import io.holdfast.agent.AgentSettings;
import io.holdfast.agent.report.Machine;
import io.holdfast.agent.session.Offers;
import io.holdfast.platform.config.EnvironmentNames;
import io.holdfast.tunnel.TrustedServer;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Makes this machine a device. */
@Command(
        name = "agent",
        description = {
            "Make this machine a device: enrol it, keep a live link, and offer terminals, files and its ports.",
            "Whoever may open the device's terminal in Holdfast acts as the user that runs this command."
        },
        sortOptions = false)
final class AgentCommand implements Runnable {
    private static final String SERVER_DEFAULT = "https://localhost:8443";
    private static final int SECONDS_MAX = 86_400;

    private final CommandLine line = new CommandLine(this);
    private final Map<String, String> environment;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server; else HOLDFAST_SERVER, else " + SERVER_DEFAULT + ".")
    private Optional<URI> server = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "holdfast-agent",
            description = "Folder for the device's key and token (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path data;

    @Option(
            names = "--identity",
            paramLabel = "KEY=VALUE",
            description = "Who the device is, repeatable; else the address of its first network interface.")
    private Map<String, String> identity = Map.of();

    @Option(
            names = "--tenant-token",
            paramLabel = "T",
            defaultValue = "",
            description = "Where the device belongs, if there are several tenants.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String tenantToken;

    @Option(
            names = "--device-type",
            paramLabel = "T",
            defaultValue = "holdfast-agent",
            description = "What the device is (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String deviceType;

    @Option(
            names = "--certificate",
            paramLabel = "F",
            description = "PEM file with the only certificates to believe; else this machine's authorities.")
    private Optional<Path> certificate = Optional.empty();

    @Option(
            names = "--inventory-interval",
            paramLabel = "S",
            defaultValue = "3600",
            description = "Seconds between reports of the inventory (default: ${DEFAULT-VALUE}).")
    private int inventorySeconds;

    @Option(
            names = "--poll-interval",
            paramLabel = "S",
            defaultValue = "1800",
            description = "Seconds between looks for an update (default: ${DEFAULT-VALUE}).")
    private int pollSeconds;

    @Option(names = "--no-terminal", description = "Offer no terminals.")
    private boolean noTerminal;

    @Option(
            names = "--shell",
            paramLabel = "F",
            defaultValue = "/bin/sh",
            description = "What a terminal runs (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String shell;

    @Option(names = "--user", paramLabel = "U", description = "Whom a terminal runs as; takes root.")
    private Optional<String> user = Optional.empty();

    @Option(
            names = "--files",
            paramLabel = "DIR",
            defaultValue = "/",
            description = "Offer the files beneath this folder (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path files;

    @Option(names = "--no-files", description = "Offer no files.")
    private boolean noFiles;

    @Option(
            names = "--forward-to",
            paramLabel = "HOST",
            description =
                    "Connect also to this host for people, repeatable; * for any. The device itself is always offered.")
    private List<String> forwardTo = List.of();

    @Option(names = "--no-forwards", description = "Connect nowhere for people.")
    private boolean noForwards;

    private AgentCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    static CommandLine line(Map<String, String> environment) {
        return new AgentCommand(environment).line;
    }

    @Override
    public void run() {
        PrintWriter out = line.getOut();
        try (Agent agent = Agent.start(settings(), sentence -> {
            out.println("holdfast agent: " + sentence);
            out.flush();
        })) {
            Thread goodBye = Thread.ofPlatform().name("agent-stop").unstarted(() -> {
                agent.close();
                Runtime.getRuntime().halt(CommandLine.ExitCode.OK); // a signal is the way to stop it, not a failure
            });
            Runtime.getRuntime().addShutdownHook(goodBye);
            try {
                agent.awaitEnd();
            } finally {
                withdraw(goodBye);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void withdraw(Thread hook) {
        try {
            boolean withdrawn = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            // it runs
        }
    }

    private AgentSettings settings() {
        return new AgentSettings(
                address(),
                data,
                identity.isEmpty() ? Machine.identity() : identity,
                tenantToken,
                deviceType,
                TrustedServer.by(certificate),
                seconds("--inventory-interval", inventorySeconds),
                seconds("--poll-interval", pollSeconds),
                offers());
    }

    private Offers offers() {
        Set<String> hosts = new java.util.HashSet<>(noForwards ? Set.of() : Offers.LOCALHOST);
        hosts.addAll(noForwards ? List.of() : forwardTo);
        return new Offers(
                !noTerminal,
                shell,
                user,
                noFiles ? Optional.empty() : Optional.of(files),
                Offers.FILE_BYTES_MAX,
                hosts);
    }

    private Duration seconds(String option, int seconds) {
        if (seconds < 1 || seconds > SECONDS_MAX) {
            throw new ParameterException(line, option + " takes 1 to " + SECONDS_MAX + " seconds.");
        }
        return Duration.ofSeconds(seconds);
    }

    private URI address() {
        URI address =
                server.orElseGet(() -> URI.create(environment.getOrDefault(EnvironmentNames.SERVER, SERVER_DEFAULT)));
        if (address.getHost() == null || !("https".equals(address.getScheme()) || "http".equals(address.getScheme()))) {
            throw new ParameterException(line, address + " is no server's address, such as " + SERVER_DEFAULT + ".");
        }
        return address;
    }
}
