package io.holdfast.feed;

import io.holdfast.platform.database.Query;
import java.sql.Connection;

/** A new era of the feed: begun when a node's place in the commit log is gone, because the database was restored or failed over. */
public final class FeedEra {
    /** Far beyond what any node may have seen of the lost history: 11 days at one commit a millisecond. */
    static final long STEP = 1_000_000_000L;

    private static final String JUMP = """
            update feed_head set seq = greatest(seq, ?) + ? where seq < ? returning seq
            """;

    private static final String MARK = """
            insert into feed_commit (seq, kinds, tenant_ids, ids) values (?, '{}', '{}', '{}')
            """;

    private FeedEra() {}

    /**
     * Lets the head jump, inside the caller's transaction, so far that no number of the lost history is used again. Does nothing
     * when another node began the era already.
     *
     * @param lostSeq the number at which the caller's place was lost
     * @return whether this call began the era
     */
    public static boolean begin(Connection connection, long lostSeq) {
        return Query.on(connection, JUMP)
                .with(lostSeq, STEP, lostSeq + STEP / 2)
                .first(row -> row.getLong("seq"))
                .map(seq -> Query.on(connection, MARK).with(seq).update() == 1)
                .orElse(false);
    }
}
