package io.holdfast.fleet.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to start one server process.
 *
 * @param dataDirectory kept over restarts
 * @param databaseUrl empty for the server's own PostgreSQL
 * @param more further arguments of {@code serve}; without a {@code --bind=} among them it is reached by loopback alone
 */
public record ServerLaunch(
        ServerCommand command,
        Path dataDirectory,
        int httpPort,
        int httpsPort,
        int opsPort,
        Optional<String> databaseUrl,
        List<String> more) {
    private static final String BIND = "--bind=";

    public ServerLaunch {
        more = List.copyOf(more);
    }

    /** On free ports, with the server's own PostgreSQL. */
    public static ServerLaunch in(Path dataDirectory) {
        return new ServerLaunch(
                ServerCommand.current(),
                dataDirectory,
                FreePort.next(),
                FreePort.next(),
                FreePort.next(),
                Optional.empty(),
                List.of());
    }

    public ServerLaunch withDatabase(String url) {
        return new ServerLaunch(command, dataDirectory, httpPort, httpsPort, opsPort, Optional.of(url), more);
    }

    /** The same, started by other words. */
    public ServerLaunch startedBy(ServerCommand words) {
        return new ServerLaunch(words, dataDirectory, httpPort, httpsPort, opsPort, databaseUrl, more);
    }

    public ServerLaunch with(String... arguments) {
        List<String> all = new ArrayList<>(more);
        all.addAll(List.of(arguments));
        return new ServerLaunch(command, dataDirectory, httpPort, httpsPort, opsPort, databaseUrl, all);
    }

    /** The whole command line of {@code serve}. */
    Command serve() {
        List<String> words = new ArrayList<>(List.of(
                "serve",
                "--data=" + dataDirectory,
                "--http-port=" + httpPort,
                "--https-port=" + httpsPort,
                "--ops-port=" + opsPort));
        if (more.stream().noneMatch(argument -> argument.startsWith(BIND))) {
            words.add(BIND + "127.0.0.1");
        }
        databaseUrl.ifPresent(url -> words.add("--database-url=" + url));
        words.addAll(more);
        return command.with(words);
    }
}
