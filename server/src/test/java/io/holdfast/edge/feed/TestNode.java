package io.holdfast.edge.feed;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.dice.Dice;
import io.holdfast.testing.ImageAudits;
import io.holdfast.testing.TestKeys;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** A node whose applier is stepped by hand: one that is not stepped is paused, and nudges cannot reach it. */
public final class TestNode implements AutoCloseable {
    private final TestCell cell;
    private final ImageWriter writer;
    private final FeedCounters counters = new FeedCounters();
    private final FeedFollower follower;
    private final Connection connection;

    public static TestNode empty(TestCell cell) throws SQLException {
        return new TestNode(
                cell, ImageWriter.create(Clock.system(), Dice.secure()), DurableImage.none(), Optional.empty());
    }

    public TestNode(TestCell cell, ImageWriter writer, DurableImage durable, Optional<FeedCursor> cursor)
            throws SQLException {
        this.cell = cell;
        this.writer = writer;
        this.follower = new FeedFollower(
                writer, new ImageLoader(writer, TestKeys.OPENER, counters), durable, Clock.system(), counters, cursor);
        ConnectionSource source = cell.connections();
        this.connection = source.connection();
    }

    /** Steps until nothing more is waiting. */
    public TestNode catchUp() throws SQLException {
        boolean more = true;
        while (more) {
            more = follower.step(connection);
        }
        return this;
    }

    public FleetImage image() {
        return writer.image();
    }

    public FeedCounters counters() {
        return counters;
    }

    public void assertAudited() throws SQLException {
        ImageAudits.assertNoDifferences(image(), cell.connections(), TestKeys.OPENER);
    }

    /** Dies without a word. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
