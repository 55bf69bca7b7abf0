package io.holdfast.operator.database;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the operator plane last saw of the database.
 *
 * @param seenNanos on the monotonic clock, before it was asked
 * @param feedHead the number of the latest change
 * @param scannedTables whole-table scans of large tables in the last minute
 */
public record DatabaseSight(
        long seenNanos,
        Instant seenAt,
        long feedHead,
        List<SessionSeen> sessions,
        List<ScannedTable> scannedTables,
        List<RecentChange> changes) {

    /** This with what changed read anew. */
    DatabaseSight withChanges(List<RecentChange> read) {
        return new DatabaseSight(seenNanos, seenAt, feedHead, sessions, scannedTables, read);
    }

    /** A table that was read from end to end. */
    public record ScannedTable(String table, long rows, long scans) {}

    /**
     * Something that changed lately.
     *
     * @param kind what: a deployment, a tenant, signing keys, the schema
     * @param subject its id or name
     */
    public record RecentChange(Instant at, String kind, String subject, Optional<String> tenant) {}

    /**
     * A session that runs a statement or holds a transaction open.
     *
     * @param tag who it works for, as its application name says
     * @param state as PostgreSQL names it
     * @param blockedBy the sessions that hold what it waits for
     * @param statement its text, at most 200 characters and without values; not told of other programs'
     */
    public record SessionSeen(
            int pid,
            String tag,
            String state,
            Duration statementFor,
            Duration transactionFor,
            List<Integer> blockedBy,
            String waitsFor,
            String statement,
            Instant began) {
        /** Whether it waits for another's lock. */
        public boolean blocked() {
            return !blockedBy.isEmpty();
        }
    }
}
