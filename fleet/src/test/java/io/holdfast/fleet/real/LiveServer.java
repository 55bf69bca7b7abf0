package io.holdfast.fleet.real;

import io.holdfast.fleet.management.FirstAdministrator;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.Command;
import io.holdfast.fleet.process.ServerCertificate;
import io.holdfast.fleet.process.ServerLaunch;
import io.holdfast.fleet.process.ServerMetrics;
import io.holdfast.fleet.process.ServerProcess;
import io.holdfast.fleet.process.WorkFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A server process of this build with its own PostgreSQL, an administrator and its certificate. */
final class LiveServer implements AutoCloseable {
    private static final Object ONE = new Object();
    private static Optional<LiveServer> shared = Optional.empty();

    private final WorkFolder folder;
    private ServerProcess process;
    private final Path certificate;
    private final FirstAdministrator administrator;

    private LiveServer(WorkFolder folder, ServerProcess process, Path certificate, FirstAdministrator administrator) {
        this.folder = folder;
        this.process = process;
        this.certificate = certificate;
        this.administrator = administrator;
    }

    static LiveServer start() {
        WorkFolder folder = WorkFolder.create("live");
        return start(folder, ServerLaunch.in(folder.resolve("data")));
    }

    /** Starts it in another way; the folder is removed with it. */
    static LiveServer start(WorkFolder folder, ServerLaunch launch) {
        ServerProcess process = ServerProcess.start(launch);
        try {
            Path certificate = ServerCertificate.fetch(launch.httpsPort(), folder.resolve("server.crt"));
            return new LiveServer(folder, process, certificate, FirstAdministrator.create(launch));
        } catch (RuntimeException unusable) {
            process.close();
            throw unusable;
        }
    }

    /**
     * The one that all tests share which only add to it: a start with a new database takes ten seconds. It ends with the tests' own
     * process.
     */
    static LiveServer shared() {
        synchronized (ONE) {
            LiveServer server = shared.orElseGet(LiveServer::start);
            shared = Optional.of(server);
            return server;
        }
    }

    String url() {
        return "https://localhost:" + httpsPort();
    }

    int httpsPort() {
        return process.launch().httpsPort();
    }

    /** The port for plain HTTP. */
    int httpPort() {
        return process.launch().httpPort();
    }

    ServerMetrics metrics() {
        return ServerMetrics.of(process.launch());
    }

    Path dataDirectory() {
        return process.launch().dataDirectory();
    }

    Path certificate() {
        return certificate;
    }

    FirstAdministrator administrator() {
        return administrator;
    }

    ManagementApi login() {
        return administrator.login(process.launch(), certificate);
    }

    Path folder(String name) {
        return folder.resolve(name);
    }

    /** Runs a command of an operator's, such as {@code tenant}, beside the server. */
    void administer(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--data=" + dataDirectory());
        Command.Outcome done = process.launch().command().with(all).run(Duration.ofMinutes(1));
        if (!done.succeeded()) {
            throw new AssertionError(String.join(" ", words) + ": " + done.output());
        }
    }

    /** {@code kill -9}, and a start over the same data directory. */
    void killAndRestart() {
        ServerLaunch launch = process.launch();
        process.kill();
        process = ServerProcess.start(launch);
    }

    /** A clean stop, and a start over the same data directory. */
    void restart() {
        ServerLaunch launch = process.launch();
        process.close();
        process = ServerProcess.start(launch);
    }

    String lastLines() {
        return process.lastLines(40);
    }

    @Override
    public void close() {
        process.close();
        folder.close();
    }
}
