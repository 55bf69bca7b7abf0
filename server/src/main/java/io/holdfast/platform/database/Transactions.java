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
        try (OpenTransaction open = begin()) {
            T result = work.run(open.connection());
            open.commit();
            return result;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Opens a transaction for work that no single method encloses. The caller closes it. */
    public OpenTransaction begin() throws SQLException {
        return new OpenTransaction(source.connection());
    }
}
