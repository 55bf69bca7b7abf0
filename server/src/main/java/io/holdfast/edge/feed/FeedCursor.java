package io.holdfast.edge.feed;

import java.util.Optional;
import java.util.UUID;

/**
 * A node's place in the commit log.
 *
 * @param nonce of the row with that number; empty only at 0, before the first row
 */
public record FeedCursor(long seq, Optional<UUID> nonce) {}
