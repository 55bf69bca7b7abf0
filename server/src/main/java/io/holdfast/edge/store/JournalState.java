package io.holdfast.edge.store;

/**
 * How the journal is.
 *
 * @param failed whether a write of it failed: it takes nothing more
 * @param waiting reports that PostgreSQL does not have yet
 */
public record JournalState(boolean failed, long waiting) {}
