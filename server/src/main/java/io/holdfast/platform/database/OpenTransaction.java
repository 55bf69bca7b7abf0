package io.holdfast.platform.database;

import java.sql.Connection;
import java.sql.SQLException;

/** A transaction in the hands of one thread: committed by {@link #commit()}, else rolled back when closed. */
public final class OpenTransaction implements AutoCloseable {
    private final Connection connection;
    private boolean ended;

    OpenTransaction(Connection connection) throws SQLException {
        this.connection = connection;
        try {
            connection.setAutoCommit(false);
        } catch (SQLException broken) {
            connection.close();
            throw broken;
        }
    }

    public Connection connection() {
        return connection;
    }

    /** Ends it for good. When this throws, the outcome is unknown unless the state says otherwise. */
    public void commit() throws SQLException {
        connection.commit();
        ended = true;
        CommitWarnings.refuse(connection.getWarnings());
    }

    @Override
    public void close() throws SQLException {
        try {
            if (!ended) {
                connection.rollback();
            }
        } finally {
            restoreAutoCommit();
            connection.close();
        }
    }

    private void restoreAutoCommit() {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException ignored) {
            // The connection is broken; the pool finds that out when it is returned.
        }
    }
}
