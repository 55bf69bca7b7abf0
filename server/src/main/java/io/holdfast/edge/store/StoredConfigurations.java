package io.holdfast.edge.store;

import io.holdfast.edge.image.ImageConfiguration;
import io.holdfast.edge.image.ImageContents;
import io.holdfast.edge.image.ImageRestore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;

/** What devices are configured to, in the local store, in the caller's transaction: a row for each device that has anything. */
final class StoredConfigurations {
    /** There when the store knows configurations: one of a version before does not, and knows nothing of what was set meanwhile. */
    private static final String KNOWN = "configurations";

    private static final String PUT = """
            insert into configuration (idx, configured, has_report, reported_hash, no_room) values (?, ?, ?, ?, ?)
            on conflict (idx) do update
               set configured = excluded.configured, has_report = excluded.has_report,
                   reported_hash = excluded.reported_hash, no_room = excluded.no_room
            """;

    private static final String DROP = """
            delete from configuration where idx = ?
            """;

    private StoredConfigurations() {}

    /** Keeps everything; what there was is forgotten already. */
    static void all(Connection connection, ImageContents image) throws SQLException {
        List<Integer> indices = new ArrayList<>();
        image.configured(indices::add);
        changed(connection, image, indices.stream().mapToInt(Integer::intValue).iterator());
        ImageTables.meta(connection, KNOWN, new byte[] {1});
    }

    /** Keeps what the devices with these indices are configured to now. */
    static void changed(Connection connection, ImageContents image, PrimitiveIterator.OfInt indices)
            throws SQLException {
        try (PreparedStatement put = connection.prepareStatement(PUT);
                PreparedStatement drop = connection.prepareStatement(DROP)) {
            while (indices.hasNext()) {
                int index = indices.nextInt();
                ImageConfiguration configuration = image.configuration(index);
                if (configuration.equals(ImageConfiguration.NONE)) {
                    drop.setInt(1, index);
                    drop.addBatch();
                } else {
                    bind(put, index, configuration);
                }
            }
            drop.executeBatch();
            put.executeBatch();
        }
    }

    private static void bind(PreparedStatement put, int index, ImageConfiguration configuration) throws SQLException {
        ImageConfiguration.Known known = switch (configuration) {
            case ImageConfiguration.Known there -> there;
            case ImageConfiguration.NoRoom noRoom -> ImageConfiguration.NONE;
        };
        put.setInt(1, index);
        put.setString(2, known.configured());
        put.setBoolean(3, known.hasReport());
        put.setLong(4, known.reportedHash());
        put.setBoolean(5, configuration instanceof ImageConfiguration.NoRoom);
        put.addBatch();
    }

    /** Puts them back, after the records. */
    static void restore(Connection connection, ImageRestore restore) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select idx, configured, has_report, reported_hash, no_room from configuration")) {
            while (row.next()) {
                restore.configuration(
                        row.getInt("idx"),
                        row.getBoolean("no_room")
                                ? new ImageConfiguration.NoRoom()
                                : new ImageConfiguration.Known(
                                        row.getString("configured"),
                                        row.getBoolean("has_report"),
                                        row.getLong("reported_hash")));
            }
        }
    }

    /** Whether the stored image knows what its devices are configured to. */
    static boolean known(Connection connection) throws SQLException {
        Optional<byte[]> mark = StoredImage.meta(connection, KNOWN);
        return mark.isPresent();
    }
}
