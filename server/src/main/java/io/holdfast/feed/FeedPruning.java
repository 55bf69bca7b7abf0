package io.holdfast.feed;

import io.holdfast.platform.database.Query;
import java.sql.Connection;

/** Forgets old rows of the commit log. A node that is further behind reads everything anew, which it would rather do anyway. */
public final class FeedPruning {
    /** Rows kept at most: about 200 MB. */
    static final long ROWS_MAX = 1_000_000;

    /** Rows deleted by one call, so that it holds no lock for long. */
    static final int BATCH = 10_000;

    // The newest row always stays: nodes prove their place by it.
    private static final String PRUNE = """
            delete from feed_commit
             where seq in (
                   select c.seq
                     from feed_commit c, feed_head h
                    where c.seq < h.seq
                      and (c.committed_at < now() - interval '24 hours' or c.seq <= h.seq - ?)
                    order by c.seq
                    limit ?)
            """;

    private FeedPruning() {}

    /**
     * Deletes one batch of rows older than 24 hours or beyond {@link #ROWS_MAX}.
     *
     * @return whether there may be more: call again
     */
    public static boolean prune(Connection connection) {
        return Query.on(connection, PRUNE).with(ROWS_MAX, BATCH).update() == BATCH;
    }
}
