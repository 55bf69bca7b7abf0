package io.holdfast.edge.feed;

import java.util.List;
import java.util.Optional;

/**
 * What one look at the commit log found: its head, and the rows from the node's own place on.
 *
 * @param recovering whether the session is on a standby, which may be behind
 * @param older whether there are rows before the node's own place
 */
record FeedLook(boolean recovering, long head, boolean older, List<FeedRow> rows) {
    FeedLook {
        rows = List.copyOf(rows);
    }

    /** What a look means for a node at a certain place. */
    sealed interface Meaning {
        /** The rows that follow, without a gap; when {@code complete}, up to the head. */
        record Next(List<FeedRow> rows, boolean complete) implements Meaning {}

        /** The place is gone: everything must be read anew. */
        record Lost(Loss loss) implements Meaning {}
    }

    enum Loss {
        /** The node was away longer than rows are kept. */
        PRUNED,
        /** A number is missing. */
        GAP,
        /** The history is another: the database was restored or failed over. */
        OTHER_HISTORY
    }

    Meaning after(FeedCursor cursor) {
        Optional<Loss> loss = lossOf(cursor);
        if (loss.isPresent()) {
            return new Meaning.Lost(loss.get());
        }
        List<FeedRow> next = cursor.nonce().isPresent() ? rows.subList(1, rows.size()) : rows;
        long last = next.isEmpty() ? cursor.seq() : next.getLast().seq();
        boolean gapless = last - cursor.seq() == next.size() && (last == head || !next.isEmpty());
        return gapless ? new Meaning.Next(next, last == head) : new Meaning.Lost(Loss.GAP);
    }

    private Optional<Loss> lossOf(FeedCursor cursor) {
        if (head < cursor.seq()) {
            return Optional.of(Loss.OTHER_HISTORY);
        }
        if (cursor.nonce().isEmpty()) {
            return Optional.empty();
        }
        if (rows.isEmpty() || rows.getFirst().seq() != cursor.seq()) {
            // Pruning begins with the oldest row: where older ones stand, ours was never written. Another node, which
            // saw the
            // restored database first, has begun the new era.
            return Optional.of(older ? Loss.OTHER_HISTORY : Loss.PRUNED);
        }
        return rows.getFirst().cursor().equals(cursor) ? Optional.empty() : Optional.of(Loss.OTHER_HISTORY);
    }
}
