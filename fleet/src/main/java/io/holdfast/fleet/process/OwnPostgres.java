package io.holdfast.fleet.process;

import io.holdfast.postgres.EmbeddedPostgres;
import io.holdfast.postgres.EmbeddedPostgresOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * A PostgreSQL that a bench or drill owns and the server under test uses as an external one, so that nobody but the drill
 * brings it back.
 */
public final class OwnPostgres implements AutoCloseable {
    private static final String DATABASE = "holdfast_under_test";

    private final EmbeddedPostgres postgres;
    private final Leftovers.Leftover leftover;

    private OwnPostgres(EmbeddedPostgres postgres) {
        this.postgres = postgres;
        this.leftover = Leftovers.of(postgres::close);
    }

    /** Starts it with durable settings and these on top, and creates the empty database. */
    public static OwnPostgres start(Path directory, Map<String, String> settings) {
        OwnPostgres own = new OwnPostgres(EmbeddedPostgres.start(
                EmbeddedPostgresOptions.defaults(directory).withSettings(settings)));
        own.execute("postgres", "create database " + DATABASE);
        return own;
    }

    /** The address of the database with its credentials, for {@code --database-url} and for JDBC alike. */
    public String url() {
        return url(DATABASE);
    }

    private String url(String database) {
        return postgres.jdbcUrl(database) + "?user=" + encoded(postgres.username()) + "&password="
                + encoded(postgres.password());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    /** Changes a setting of the running server; it holds for every later transaction. */
    public void set(String name, String value) {
        execute("postgres", "alter system set " + name + " = '" + value + "'");
        execute("postgres", "select pg_reload_conf()");
    }

    private void execute(String database, String sql) {
        try (Connection connection = DriverManager.getConnection(url(database));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL refused: " + sql, e);
        }
    }

    /** Its processes, to be measured, frozen or killed. */
    public PostgresProcesses processes() {
        return new PostgresProcesses(postgres.postmasterPid());
    }

    /** Brings it back after a kill, on the same port, and waits until it answers. */
    public void restart() {
        postgres.restart();
    }

    @Override
    public void close() {
        leftover.gone();
        postgres.close();
    }
}
