package io.holdfast.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.config.DatabaseUrl;
import io.holdfast.platform.database.Migrations;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.secrets.SecretText;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A database with the current schema and nothing in it, made by copying one that was migrated once a test JVM. */
public record MigratedDatabase(TestDatabase database) {
    private static final Map<TestServer, String> TEMPLATES = new ConcurrentHashMap<>();

    /** On the embedded PostgreSQL 18. */
    public static MigratedDatabase fresh() {
        return on(TestPostgres.embedded18());
    }

    /** On Debian's PostgreSQL 15, where it is installed. */
    public static Optional<MigratedDatabase> freshOn15() {
        return TestPostgres.debian15().map(MigratedDatabase::on);
    }

    private static MigratedDatabase on(TestServer server) {
        String template = TEMPLATES.computeIfAbsent(server, fresh -> {
            TestDatabase database = fresh.freshDatabase();
            Migrations.run(new MigratedDatabase(database).url());
            return database.name();
        });
        return new MigratedDatabase(server.freshDatabase(template));
    }

    public DatabaseUrl url() {
        return new DatabaseUrl(
                database.jdbcUrl(), Optional.of(database.username()), Optional.of(SecretText.of(database.password())));
    }

    /** Transactions on a new connection each; the feed's nudge goes nowhere. */
    public FleetTransactions transactions() {
        return new FleetTransactions(new Transactions(database::connect), () -> {});
    }

    /** Transactions on a pool of 16 connections that waits as long as it takes; close it at the end of the test. */
    public HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.username());
        config.setPassword(database.password());
        config.setMaximumPoolSize(16);
        config.setConnectionTimeout(60_000);
        config.setConnectionInitSql("set synchronous_commit = off"); // these tests crash nothing
        return new HikariDataSource(config);
    }

    /** The one number that a statement answers. */
    public long number(String sql, Object... arguments) {
        return transactions()
                .read(connection -> Query.on(connection, sql).with(arguments).first(row -> row.getLong(1)))
                .orElseThrow();
    }

    /** The one text that a statement answers. */
    public String text(String sql, Object... arguments) {
        return transactions()
                .read(connection -> Query.on(connection, sql).with(arguments).first(row -> row.getString(1)))
                .orElseThrow();
    }

    /** Runs a statement; the count of rows it touched. */
    public int execute(String sql, Object... arguments) {
        return transactions()
                .write(transaction ->
                        Query.on(transaction.connection(), sql).with(arguments).update())
                .value();
    }
}
