package io.holdfast.edge.feed;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/**
 * Connections for writers, none of which is to the past: a database that was restored to an earlier moment is away until the feed's
 * reader has begun a new era. Otherwise the first writers after the restore would take feed numbers that were given before. It is asked
 * of every connection: a small database is stopped, exchanged and started within a second, and no shortcut by time is sure.
 */
public final class SameHistory implements ConnectionSource {
    private final ConnectionSource source;
    private final FleetImage image;

    public SameHistory(ConnectionSource source, FleetImage image) {
        this.source = source;
        this.image = image;
    }

    private static final String HEAD = """
            select seq from feed_head
            """;

    @Override
    public Connection connection() throws SQLException {
        // Read before the head is: what others commit in between raises the image above a head that was read first.
        long applied = image.appliedSeq();
        Connection connection = source.connection();
        try {
            if (head(connection) >= applied) {
                return connection;
            }
        } catch (RuntimeException unread) {
            connection.close();
            throw unread;
        }
        connection.close();
        throw new SQLTransientConnectionException(
                "the database was restored to an earlier moment; a new era of the feed begins first", "08006");
    }

    private static long head(Connection connection) {
        return Query.on(connection, HEAD).first(row -> row.getLong("seq")).orElse(0L);
    }
}
