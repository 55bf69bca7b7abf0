package io.holdfast.edge.feed;

import io.holdfast.edge.image.ImageChanges;
import io.holdfast.edge.image.ImageWriter;
import io.holdfast.feed.FeedEra;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the feed step by step: looks, reads again what rows name, makes it durable, tells who waits. One thread. */
public final class FeedFollower {
    private static final Logger log = LoggerFactory.getLogger(FeedFollower.class);

    private static final String ONE_MOMENT = """
            set transaction isolation level repeatable read
            """;

    private final ImageWriter writer;
    private final ImageLoader loader;
    private final DurableImage durable;
    private final Clock clock;
    private final FeedCounters counters;
    private Optional<FeedCursor> cursor;

    /**
     * A follower of an image that is at the given place, or empty when there is none.
     *
     * @param cursor where the local store left off
     */
    public FeedFollower(
            ImageWriter writer,
            ImageLoader loader,
            DurableImage durable,
            Clock clock,
            FeedCounters counters,
            Optional<FeedCursor> cursor) {
        this.writer = writer;
        this.loader = loader;
        this.durable = durable;
        this.clock = clock;
        this.counters = counters;
        this.cursor = cursor;
    }

    /**
     * One look, and everything it leads to. The connection is in autocommit mode and is left so unless it fails.
     *
     * @return whether more is waiting: step again at once
     */
    public boolean step(Connection connection) throws SQLException {
        if (cursor.isEmpty()) {
            reload(connection);
            return true;
        }
        FeedCursor place = cursor.get();
        long begun = clock.monotonicNanos();
        FeedLook look = FeedReader.look(connection, place);
        return switch (look.after(place)) {
            case FeedLook.Meaning.Next next -> {
                apply(connection, next.rows(), place);
                if (next.complete() && !look.recovering()) {
                    writer.looked(begun);
                }
                yield !next.complete();
            }
            case FeedLook.Meaning.Lost lost -> {
                lost(connection, place, lost.loss());
                yield true;
            }
        };
    }

    private void apply(Connection connection, List<FeedRow> rows, FeedCursor before) throws SQLException {
        if (rows.isEmpty() && !writer.roomForLacking()) {
            return;
        }
        ChangedThings things = ChangedThings.of(rows, counters);
        ImageChanges changes = inOneMoment(connection, () -> loader.load(connection, things));
        advance(rows.isEmpty() ? before : rows.getLast().cursor(), place -> durable.keep(changes, place));
        counters.applied(rows.size());
    }

    private void lost(Connection connection, FeedCursor place, FeedLook.Loss loss) throws SQLException {
        log.atError()
                .addKeyValue("seq", place.seq())
                .addKeyValue("loss", loss)
                .log("the node's place in the feed is lost; everything is read anew");
        if (loss == FeedLook.Loss.OTHER_HISTORY) {
            counters.metOtherHistory();
            durable.salvage(place);
            beginEra(connection, place);
        }
        cursor = Optional.empty();
    }

    private static void beginEra(Connection connection, FeedCursor place) throws SQLException {
        boolean begun = inTransaction(connection, () -> FeedEra.begin(connection, place.seq()));
        log.atError()
                .addKeyValue("lost_seq", place.seq())
                .addKeyValue("begun_here", begun)
                .log("a new era of the feed: the database was restored or failed over");
    }

    private void reload(Connection connection) throws SQLException {
        long begun = clock.monotonicNanos();
        ImageLoader.Loaded loaded = inOneMoment(connection, () -> loader.loadAll(connection));
        counters.reloaded();
        FeedCursor place = loaded.cursor();
        if (place.seq() > 0 && place.nonce().isEmpty()) {
            // The row of the head itself is missing, so no place can be proven by it: the era's mark gives one.
            beginEra(connection, place);
            return;
        }
        advance(place, durable::keepAll);
        log.atInfo()
                .addKeyValue("devices", writer.image().deviceCount())
                .addKeyValue("seq", place.seq())
                .addKeyValue("ms", (clock.monotonicNanos() - begun) / 1_000_000)
                .log("the fleet image was read from the database");
    }

    /** Durable first: who waits for the number may promise what it stands for. */
    private void advance(FeedCursor place, Consumer<FeedCursor> keep) {
        keep.accept(place);
        cursor = Optional.of(place);
        writer.applied(place.seq());
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws SQLException;
    }

    private static <T> T inOneMoment(Connection connection, Work<T> work) throws SQLException {
        return inTransaction(connection, () -> {
            Query.on(connection, ONE_MOMENT).update();
            return work.run();
        });
    }

    private static <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        T result = work.run();
        connection.commit();
        connection.setAutoCommit(true);
        return result;
    }
}
