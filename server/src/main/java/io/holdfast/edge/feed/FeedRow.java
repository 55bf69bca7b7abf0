package io.holdfast.edge.feed;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One row of the commit log: what one transaction changed. */
record FeedRow(long seq, UUID nonce, List<Named> changes) {
    FeedRow {
        changes = List.copyOf(changes);
    }

    /** A thing that changed, as stored: the kind may be one that this version does not know. */
    record Named(String kind, UUID tenant, UUID id) {}

    FeedCursor cursor() {
        return new FeedCursor(seq, Optional.of(nonce));
    }
}
