package io.holdfast.testing;

import io.holdfast.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A running PostgreSQL that hands out databases; it lives as long as the test JVM. */
public final class TestServer {
    private final EmbeddedPostgres postgres;
    private final AtomicInteger databases = new AtomicInteger();

    TestServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    public EmbeddedPostgres postgres() {
        return postgres;
    }

    /** A new, empty database. */
    public TestDatabase freshDatabase() {
        return freshDatabase("template0");
    }

    /** A new database that is a copy of another one; nobody may be connected to that one meanwhile. */
    public TestDatabase freshDatabase(String template) {
        String name = "test_" + databases.incrementAndGet();
        try (Connection connection = database("postgres").connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " template \"" + template + "\"");
        } catch (SQLException failed) {
            throw new IllegalStateException("no fresh database from " + template, failed);
        }
        return database(name);
    }

    /** An existing database of this server. */
    public TestDatabase database(String name) {
        return new TestDatabase(postgres.jdbcUrl(name), postgres.username(), postgres.password());
    }
}
