package io.holdfast.edge.store;

/** What one transaction did to a lane of the journal; counted only when it is durable. */
final class JournalTally {
    private long rows;
    private long bytes;

    void add(long body) {
        rows++;
        bytes += body + SqliteJournal.ROW_BYTES;
    }

    void drop(long body) {
        rows--;
        bytes -= body + SqliteJournal.ROW_BYTES;
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }
}
