package io.holdfast.fleet.drill.acknowledgement;

import io.holdfast.fleet.management.FirstAdministrator;
import io.holdfast.fleet.process.PostgresProcesses;
import io.holdfast.fleet.process.ServerCommand;
import io.holdfast.fleet.process.ServerLaunch;
import io.holdfast.fleet.process.ServerProcess;
import io.holdfast.fleet.process.WorkFolder;
import io.holdfast.postgres.RunningPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** A server and its PostgreSQL, all of whose writes and flushes go into a trace. */
final class TracedServer implements AutoCloseable {
    private static final String SIGN_IN = "/api/management/v1/useradm/auth/login";
    private static final String SETTINGS = "/api/management/v1/useradm/settings";

    private final ServerProcess server;
    private final Path trace;
    private final String session;

    private TracedServer(ServerProcess server, Path trace, String session) {
        this.server = server;
        this.trace = trace;
        this.session = session;
    }

    static TracedServer start(WorkFolder folder) {
        Path trace = folder.resolve("trace");
        ServerLaunch plain = ServerLaunch.in(folder.resolve("data"));
        ServerProcess server =
                ServerProcess.start(plain.startedBy(ServerCommand.current().under(Strace.into(trace))));
        try {
            return new TracedServer(server, trace, signIn(plain, FirstAdministrator.create(plain)));
        } catch (RuntimeException unusable) {
            server.close();
            throw unusable;
        }
    }

    /** A connection in the clear, so that the trace shows where answers begin. */
    TracedClient connectClient() {
        return new TracedClient(server.launch().httpPort());
    }

    /** What a signed-in program sends as its {@code Authorization}; one for all, because hashing passwords is slow on purpose. */
    String session() {
        return session;
    }

    private static String signIn(ServerLaunch launch, FirstAdministrator administrator) {
        String basic = Base64.getEncoder()
                .encodeToString(
                        (administrator.email() + ":" + administrator.password()).getBytes(StandardCharsets.UTF_8));
        Map<String, String> headers = Map.of("Authorization", "Basic " + basic);
        try (TracedClient client = new TracedClient(launch.httpPort())) {
            return "Bearer "
                    + client.until(200, () -> client.send("POST", SIGN_IN, headers, "application/json", new byte[0]))
                            .body();
        }
    }

    Connection connectDatabase() {
        try {
            RunningPostgres postgres = RunningPostgres.in(postgresFolder())
                    .orElseThrow(() -> new IllegalStateException("PostgreSQL does not answer"));
            return DriverManager.getConnection(postgres.jdbcUrl("postgres"), postgres.username(), postgres.password());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The only value of the only row; empty when there is none. */
    static Optional<String> value(Connection connection, String sql, String... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Waits until the database answers through the server. */
    void awaitManagement() {
        Map<String, String> headers = Map.of("Authorization", session);
        try (TracedClient client = connectClient()) {
            client.until(200, () -> client.send("GET", SETTINGS, headers, "application/json", new byte[0]));
        }
    }

    Path walFolder() {
        return postgresFolder().resolve("data/pg_wal");
    }

    private Path postgresFolder() {
        return server.launch().dataDirectory().resolve("postgres");
    }

    PostgresProcesses postgres() {
        try {
            String first = Files.readAllLines(postgresFolder().resolve("data/postmaster.pid"))
                    .getFirst();
            return new PostgresProcesses(Long.parseLong(first.strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Complete only after {@link #close()}. */
    Path trace() {
        return trace;
    }

    @Override
    public void close() {
        if (server.isAlive()) {
            server.close();
        }
    }
}
