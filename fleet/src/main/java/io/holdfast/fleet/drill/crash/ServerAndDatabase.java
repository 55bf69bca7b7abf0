package io.holdfast.fleet.drill.crash;

import io.holdfast.fleet.management.FirstAdministrator;
import io.holdfast.fleet.management.ManagementApi;
import io.holdfast.fleet.process.PostgresProcesses;
import io.holdfast.fleet.process.ServerCertificate;
import io.holdfast.fleet.process.ServerLaunch;
import io.holdfast.fleet.process.ServerProcess;
import io.holdfast.fleet.process.Signals;
import io.holdfast.fleet.process.WorkFolder;
import io.holdfast.postgres.RunningPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server with its own PostgreSQL, both to be killed, and a signed-in administrator. */
final class ServerAndDatabase implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final ServerLaunch launch;
    private final HttpClient devices;
    private final ManagementApi api;
    private ServerProcess server;

    private ServerAndDatabase(ServerProcess server, HttpClient devices, ManagementApi api) {
        this.launch = server.launch();
        this.server = server;
        this.devices = devices;
        this.api = api;
    }

    static ServerAndDatabase start(WorkFolder folder) {
        ServerProcess server = ServerProcess.start(ServerLaunch.in(folder.resolve("data")));
        try {
            Path certificate = ServerCertificate.fetch(server.launch().httpsPort(), folder.resolve("server.crt"));
            HttpClient devices = HttpClient.newBuilder()
                    .sslContext(ServerCertificate.trusting(certificate))
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();
            ManagementApi api = FirstAdministrator.create(server.launch()).login(server.launch(), certificate);
            return new ServerAndDatabase(server, devices, api);
        } catch (RuntimeException unusable) {
            server.close();
            throw unusable;
        }
    }

    ManagementApi api() {
        return api;
    }

    /** A client as devices use it. */
    HttpClient devices() {
        return devices;
    }

    URI base() {
        return URI.create("https://localhost:" + launch.httpsPort());
    }

    /** {@code kill -9} of the victim's processes at once. */
    void kill(Victim victim) {
        List<Long> pids = new ArrayList<>();
        if (victim.includesPostgres()) {
            pids.addAll(new PostgresProcesses(postmaster()).pids());
        }
        if (victim.includesServer()) {
            pids.add(server.pid());
        }
        Signals.kill(pids);
    }

    /** Starts the server again, as whatever supervises it would; returns once it says that it is ready. */
    void startServer() {
        server.kill(); // it is dead: waits for its end
        server = ServerProcess.start(launch);
    }

    private long postmaster() {
        Path file = launch.dataDirectory().resolve("postgres/data/postmaster.pid");
        try {
            return Long.parseLong(Files.readAllLines(file).getFirst().strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Beside the server: what is in the database, whatever the server says. */
    Connection connect() throws SQLException {
        RunningPostgres postgres = RunningPostgres.in(launch.dataDirectory().resolve("postgres"))
                .orElseThrow(() -> new SQLException("PostgreSQL does not answer"));
        return DriverManager.getConnection(postgres.jdbcUrl("postgres"), postgres.username(), postgres.password());
    }

    Path log() {
        return server.log();
    }

    @Override
    public void close() {
        devices.close();
        server.close();
    }
}
