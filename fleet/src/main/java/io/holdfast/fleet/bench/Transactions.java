package io.holdfast.fleet.bench;

import io.holdfast.fleet.process.OwnPostgres;
import io.holdfast.fleet.process.Poll;
import java.sql.SQLException;
import java.time.Duration;

/** PostgreSQL's own count of transactions in the database under test. */
final class Transactions {
    /** Backends hand their counts in at most a second late. */
    private static final Duration HANDED_IN = Duration.ofMillis(1_200);

    private Transactions() {}

    private static final String TRANSACTIONS = """
            select xact_commit + xact_rollback as transactions
              from pg_stat_database
             where datname = current_database()
            """;

    /** So many since the database was made. Takes a second. */
    static long of(OwnPostgres postgres) {
        Poll.until(HANDED_IN, () -> false);
        try (var connection = postgres.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(TRANSACTIONS)) {
            row.next();
            return row.getLong("transactions");
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL's counts cannot be read", e);
        }
    }
}
