package io.holdfast.platform.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Runs work in one transaction: committed when it returns, rolled back when it throws. */
public final class Transactions {

    /** Work inside a transaction. Must neither commit nor keep the connection. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private final ConnectionSource source;

    public Transactions(ConnectionSource source) {
        this.source = source;
    }

    /** Runs work that reads. Throws {@link DatabaseException}. */
    public <T> T read(Work<T> work) {
        try (Connection connection = source.connection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Runs work that writes. Throws {@link DatabaseException}; its kind is {@code UNAVAILABLE} also when the outcome of the
     * commit is unknown, and then a retry must be idempotent.
     */
    public <T> T write(Work<T> work) {
        try (Connection connection = source.connection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.run(connection);
                connection.commit();
                CommitWarnings.refuse(connection.getWarnings());
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(connection, e);
                throw e;
            } finally {
                restoreAutoCommit(connection);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static void rollBack(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static void restoreAutoCommit(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException ignored) {
            // The connection is broken; the pool finds that out when it is returned.
        }
    }
}
