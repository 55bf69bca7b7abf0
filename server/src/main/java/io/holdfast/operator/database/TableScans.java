package io.holdfast.operator.database;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How often tables are read from end to end, from PostgreSQL's counters. A scan that stops at its first row, as {@code limit 1} does, is
 * counted by PostgreSQL as one of a whole table; so what counts is how many rows the scans read.
 */
final class TableScans {
    private static final Duration OVER = Duration.ofMinutes(1);

    private final Map<Long, Counter> counters = new HashMap<>();

    /**
     * A table's counters.
     *
     * @param id its own, because two schemas may have tables of one name
     * @param scans of the table, whole or not
     * @param read rows that they read
     */
    record Counted(long id, String table, long rows, long scans, long read) {}

    private static final class Counter {
        Counted kept;
        long atNanos;
        long lastMinute;

        Counter(Counted kept, long atNanos) {
            this.kept = kept;
            this.atNanos = atNanos;
        }
    }

    /** Takes the counters of all tables that matter, and tells those that were read whole in the last minute, with how often. */
    List<DatabaseSight.ScannedTable> seen(List<Counted> tables, long now) {
        counters.keySet().retainAll(tables.stream().map(Counted::id).collect(Collectors.toSet()));
        return tables.stream()
                .map(table -> new DatabaseSight.ScannedTable(table.table(), table.rows(), inAMinute(table, now)))
                .filter(table -> table.scans() > 0)
                .toList();
    }

    private long inAMinute(Counted table, long now) {
        Counter counter = counters.computeIfAbsent(table.id(), fresh -> new Counter(table, now));
        double minutes = (double) (now - counter.atNanos) / OVER.toNanos();
        // Within its first minute it is what there was so far; after a pause of looks it is a minute's share.
        long growth = (long) (wholeReads(counter.kept, table) / Math.max(1, minutes));
        if (minutes >= 1) {
            counter.lastMinute = growth;
            counter.kept = table;
            counter.atNanos = now;
        }
        return Math.max(growth, counter.lastMinute);
    }

    /** Less than before, and the statistics were reset. */
    private static double wholeReads(Counted before, Counted now) {
        double read = Math.max(0, now.read() - before.read());
        return Math.min(Math.max(0, now.scans() - before.scans()), read / Math.max(1, now.rows()));
    }
}
