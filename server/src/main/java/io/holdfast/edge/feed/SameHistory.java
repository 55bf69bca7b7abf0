package io.holdfast.edge.feed;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;

/**
 * Connections for writers, none of which is to the past: a database that was restored to an earlier moment is away until the feed's
 * reader has begun a new era. Otherwise the first writers after the restore would take feed numbers that were given before.
 */
public final class SameHistory implements ConnectionSource {
    /** No database is stopped, exchanged and started in less; while the feed was read within it, there is nothing to ask. */
    private static final Duration SURE = Duration.ofSeconds(1);

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
        Connection connection = source.connection();
        boolean sure =
                image.sinceLook().filter(since -> since.compareTo(SURE) < 0).isPresent();
        if (!sure && head(connection) < image.appliedSeq()) {
            connection.close();
            throw new SQLTransientConnectionException(
                    "the database was restored to an earlier moment; a new era of the feed begins first", "08006");
        }
        return connection;
    }

    private static long head(Connection connection) {
        return Query.on(connection, HEAD).first(row -> row.getLong("seq")).orElse(0L);
    }
}
