package io.holdfast.fleet.drill.acknowledgement;

import io.holdfast.fleet.management.FirstAdministrator;
import io.holdfast.fleet.process.Poll;
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
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** A server and its PostgreSQL, all of whose writes and flushes go into a trace. */
final class TracedServer implements AutoCloseable {
    private final ServerProcess server;
    private final Path trace;
    private final FirstAdministrator administrator;

    private TracedServer(ServerProcess server, Path trace, FirstAdministrator administrator) {
        this.server = server;
        this.trace = trace;
        this.administrator = administrator;
    }

    static TracedServer start(WorkFolder folder) {
        Path trace = folder.resolve("trace");
        ServerLaunch plain = ServerLaunch.in(folder.resolve("data"));
        ServerProcess server =
                ServerProcess.start(plain.startedBy(ServerCommand.current().under(Strace.into(trace))));
        try {
            return new TracedServer(server, trace, FirstAdministrator.create(plain));
        } catch (RuntimeException unusable) {
            server.close();
            throw unusable;
        }
    }

    /** A connection in the clear, so that the trace shows where answers begin. */
    TracedClient connectClient() {
        return new TracedClient(server.launch().httpPort());
    }

    /** What a signed-in program sends with each call. */
    String signIn(TracedClient client) {
        String basic = Base64.getEncoder()
                .encodeToString(
                        (administrator.email() + ":" + administrator.password()).getBytes(StandardCharsets.UTF_8));
        return "Bearer "
                + client.send(
                                "POST",
                                "/api/management/v1/useradm/auth/login",
                                Map.of("Authorization", "Basic " + basic),
                                "application/json",
                                new byte[0])
                        .expect(200)
                        .body();
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

    /** Waits until sign-in works and new devices are let in: both need the database and a fresh image. */
    void awaitManagement() {
        Poll.require("people can sign in", Duration.ofMinutes(1), () -> {
            try (TracedClient client = connectClient()) {
                signIn(client);
                return true;
            } catch (IllegalStateException away) {
                return false;
            }
        });
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
