package io.holdfast.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Asks a server who it is. SCRAM proves both sides, so an answer comes from the holder of our password. */
record Login(int port, Password password) {
    static final String USERNAME = "holdfast";

    private static final String SELECT_IDENTITY = """
            select current_setting('data_directory') as data_directory,
                   coalesce(current_setting('holdfast.settings_digest', true), '') as settings_digest
            """;

    /** SQLSTATE of a server that starts, recovers or stops. */
    private static final String CANNOT_CONNECT_NOW = "57P03";

    sealed interface Answer {
        record Ready(String dataDirectory, String settingsDigest) implements Answer {}

        record NotYet() implements Answer {}

        record No(String why) implements Answer {}
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Never takes longer than 5 s. */
    Answer ask() {
        try (Connection connection = DriverManager.getConnection(url("postgres"), properties());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SELECT_IDENTITY)) {
            row.next();
            return new Answer.Ready(row.getString("data_directory"), row.getString("settings_digest"));
        } catch (SQLException failed) {
            return CANNOT_CONNECT_NOW.equals(failed.getSQLState())
                    ? new Answer.NotYet()
                    : new Answer.No(String.valueOf(failed.getMessage()));
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", USERNAME);
        properties.setProperty("password", password.value());
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "5");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("sslmode", "disable"); // loopback; the server has no certificate
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("ApplicationName", "holdfast-probe");
        return properties;
    }
}
