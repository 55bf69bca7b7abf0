package io.holdfast.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** One database in a test server, with the superuser's login. */
public record TestDatabase(String jdbcUrl, String username, String password) {

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, username, password);
    }

    /** The name of the database, for example to use it as a template. */
    public String name() {
        return jdbcUrl.substring(jdbcUrl.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return jdbcUrl;
    }
}
