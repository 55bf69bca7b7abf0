package io.holdfast.edge.feed;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.identity.DeviceRef;
import io.holdfast.keys.KeyOpener;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.dice.Dice;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/** A second image, read from the database alone, to hold a node's own against. */
public final class ImageRebuild {
    private static final String ONE_MOMENT = """
            set transaction isolation level repeatable read
            """;

    private ImageRebuild() {}

    /** Reads keys, tenants and these devices, without their deployments, as of one moment. */
    static FleetImage some(Connection connection, KeyOpener opener, Clock clock, Collection<DeviceRef> devices)
            throws SQLException {
        ImageWriter writer = ImageWriter.create(clock, Dice.secure());
        connection.setAutoCommit(false);
        Query.on(connection, ONE_MOMENT).update();
        FeedCursor place = new ImageLoader(writer, opener, new FeedCounters()).loadSome(connection, devices);
        connection.rollback();
        connection.setAutoCommit(true);
        writer.applied(place.seq());
        return writer.image();
    }

    /** Reads everything as of one moment; the image's {@code appliedSeq} says which. Takes as much memory as the fleet's image. */
    public static FleetImage read(Connection connection, KeyOpener opener, Clock clock) throws SQLException {
        ImageWriter writer = ImageWriter.create(clock, Dice.secure());
        connection.setAutoCommit(false);
        Query.on(connection, ONE_MOMENT).update();
        ImageLoader.Loaded loaded = new ImageLoader(writer, opener, new FeedCounters()).loadAll(connection);
        connection.rollback();
        connection.setAutoCommit(true);
        writer.applied(loaded.cursor().seq());
        return writer.image();
    }
}
