package io.holdfast.edge.intake;

import io.holdfast.platform.database.ConnectionSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Intake's own connections: not out of the pool, where control-plane work could hold the last one while devices wait.
 *
 * @param jdbcUrl of the database
 * @param login user and password
 */
public record IntakeSource(String jdbcUrl, Login login) implements ConnectionSource {

    /** User and password. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[user=" + user + ", password=‹redacted›]";
        }
    }

    /** A log-in that takes longer than 2 s, at a frozen server, is given up. */
    @Override
    public Connection connection() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("ApplicationName", "holdfast-intake");
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "2");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(jdbcUrl, properties);
    }
}
