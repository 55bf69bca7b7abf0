package io.holdfast.cli;

import io.holdfast.identity.DeviceId;
import io.holdfast.platform.config.EnvironmentNames;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.tunnel.LocalPort;
import io.holdfast.tunnel.TrustedServer;
import io.holdfast.tunnel.Tunnel;
import io.holdfast.tunnel.TunnelRefused;
import io.holdfast.tunnel.TunnelServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Reaches a port of a device from this machine. */
@Command(
        name = "tunnel",
        description = {
            "Reach a port of a device: a local port, or standard input and output.",
            "With OpenSSH: ssh -o ProxyCommand='holdfast tunnel --stdio DEVICE 22' user@device"
        },
        sortOptions = false)
final class TunnelCommand implements Runnable {
    private static final String SERVER_DEFAULT = "https://localhost:8443";
    private static final int TOKEN_BYTES_MAX = 16 << 10;
    private static final int PORT_MAX = 65_535;

    private final CommandLine line = new CommandLine(this);
    private final Map<String, String> environment;

    @Parameters(index = "0", paramLabel = "DEVICE", description = "The device's id.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String device;

    @Parameters(
            index = "1",
            paramLabel = "[LOCAL:]PORT",
            description = "The device's port, and this machine's if it is to be another; 0 takes any free one.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String ports;

    @Option(names = "--stdio", description = "Standard input and output instead of a local port.")
    private boolean stdio;

    @Option(
            names = "--host",
            paramLabel = "H",
            defaultValue = "localhost",
            description = "A machine that the device reaches, instead of the device itself.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String host;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server; else HOLDFAST_SERVER, else " + SERVER_DEFAULT + ".")
    private Optional<URI> server = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "F",
            description = "File whose first line is a personal access token; else HOLDFAST_TOKEN.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--certificate",
            paramLabel = "F",
            description = "PEM file with the only certificates to believe; else this machine's authorities.")
    private Optional<Path> certificate = Optional.empty();

    private TunnelCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    static CommandLine line(Map<String, String> environment) {
        return new TunnelCommand(environment).line;
    }

    @Override
    public void run() {
        TunnelServer to = new TunnelServer(address(), TrustedServer.by(certificate), token(), device());
        PrintWriter err = line.getErr();
        try (Tunnel tunnel = Tunnel.to(to, sentence -> {
            err.println("holdfast: " + sentence);
            err.flush();
        })) {
            if (stdio) {
                carryStandardStreams(tunnel);
            } else {
                listen(tunnel, err);
            }
        }
    }

    private void carryStandardStreams(Tunnel tunnel) {
        boolean connected = tunnel.carry(System.in, System.out, host, port(ports));
        if (!connected) {
            throw new TunnelRefused("The device did not connect to " + host + ":" + port(ports) + ".");
        }
    }

    private void listen(Tunnel tunnel, PrintWriter err) {
        int colon = ports.indexOf(':');
        int remote = port(ports.substring(colon + 1));
        int local = colon < 0 ? remote : port(ports.substring(0, colon));
        try (LocalPort open = LocalPort.open(local, tunnel, host, remote)) {
            err.println("localhost:" + open.number() + " is " + host + ":" + remote + " of " + device);
            err.flush();
            throw new TunnelRefused("The tunnel ended: " + tunnel.awaitEnd() + ".");
        }
    }

    private int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException malformed) {
            // refused below
        }
        throw new ParameterException(line, "\"" + text + "\" is no port.");
    }

    private DeviceId device() {
        return DeviceId.parse(device)
                .orElseThrow(() -> new ParameterException(line, "\"" + device + "\" is no device's id: it is a UUID."));
    }

    private URI address() {
        URI address =
                server.orElseGet(() -> URI.create(environment.getOrDefault(EnvironmentNames.SERVER, SERVER_DEFAULT)));
        if (address.getHost() == null || !("https".equals(address.getScheme()) || "http".equals(address.getScheme()))) {
            throw new ParameterException(line, address + " is no server's address, such as " + SERVER_DEFAULT + ".");
        }
        return address;
    }

    private SecretText token() {
        String token = tokenFile
                .map(this::firstLine)
                .or(() -> Optional.ofNullable(environment.get(EnvironmentNames.TOKEN)))
                .map(String::strip)
                .orElse("");
        if (token.isEmpty()) {
            throw new ParameterException(
                    line, "Give a personal access token in " + EnvironmentNames.TOKEN + " or with --token-file.");
        }
        return SecretText.of(token);
    }

    private String firstLine(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(TOKEN_BYTES_MAX), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException unreadable) {
            throw new ParameterException(line, "The token file " + file + " cannot be read.", unreadable);
        }
    }
}
