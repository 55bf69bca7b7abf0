package io.holdfast.edge.store;

import io.holdfast.edge.intake.JournalLane;
import io.holdfast.edge.intake.LocalJournal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The journal in its SQLite file: one durable transaction a call. Full is not failed: what SQLite has no page for was not
 * written, and later reports are taken when there is room. Any other trouble closes it for good.
 */
final class SqliteJournal implements LocalJournal, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SqliteJournal.class);

    /** What a row takes beside its body: ids, numbers, index entries. */
    static final int ROW_BYTES = 150;

    /** What a commit writes to the log beside its rows: the pages on the way to them. */
    private static final long COMMIT_BYTES = 64 << 10;

    private static final long VALUE_PAGES = 4 * 4096;

    private final SqliteFile sqlite;
    private final long bytesMax;
    private final long checkpointBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final Map<JournalLane, AtomicLong> rows = new EnumMap<>(JournalLane.class);
    private final AtomicLong sinceCheckpoint = new AtomicLong();
    private final AtomicBoolean full = new AtomicBoolean();
    private volatile boolean failed;

    private SqliteJournal(SqliteFile sqlite, long bytesMax, long checkpointBytes) {
        this.sqlite = sqlite;
        this.bytesMax = bytesMax;
        this.checkpointBytes = checkpointBytes;
        for (JournalLane lane : JournalLane.values()) {
            rows.put(lane, new AtomicLong());
        }
    }

    /** In the folder, in a file of its own. Empty when there is no room to make one. */
    static Optional<SqliteJournal> open(Path folder, long bytesMax) throws SQLException {
        Optional<SqliteFile> file = JournalFile.open(folder, bytesMax);
        // A third of the log's room, so that the largest batch fits behind what waits for the checkpoint.
        return file.isPresent()
                ? Optional.of(over(file.get(), bytesMax, JournalFile.walBytes(bytesMax) / 3))
                : Optional.empty();
    }

    /**
     * Over a file that has the journal's table.
     *
     * @param checkpointBytes written to the log, roughly, before a checkpoint
     */
    static SqliteJournal over(SqliteFile sqlite, long bytesMax, long checkpointBytes) throws SQLException {
        SqliteJournal journal = new SqliteJournal(sqlite, bytesMax, checkpointBytes);
        sqlite.read(connection -> {
            JournalRows.sizes(connection, (lane, rows, bytes) -> {
                journal.count(lane).set(rows);
                journal.bytes.addAndGet(bytes + rows * ROW_BYTES);
            });
            return true;
        });
        return journal;
    }

    private AtomicLong count(JournalLane lane) {
        return Objects.requireNonNull(rows.get(lane));
    }

    private void settle(JournalLane lane, JournalTally tally) {
        count(lane).addAndGet(tally.rows());
        bytes.addAndGet(tally.bytes());
    }

    @Override
    public boolean append(JournalLane lane, List<Entry> entries) {
        long more = entries.stream()
                .mapToLong(entry -> entry.body().length + ROW_BYTES)
                .sum();
        if (failed || isFull(more)) {
            return false;
        }
        try {
            // Counted while the file is ours, so that two appends cannot fill the last room together.
            return sqlite.write(connection -> {
                if (failed || isFull(more)) {
                    return false;
                }
                JournalTally tally = new JournalTally();
                JournalRows.append(connection, lane, entries, tally);
                connection.commit();
                settle(lane, tally);
                written(lane, entries.size(), more);
                return true;
            });
        } catch (SQLException refused) {
            if (noPage(refused)) {
                tellFull(true);
            } else {
                close(refused);
            }
            return false;
        }
    }

    private boolean isFull(long more) {
        boolean now = bytes.get() + more > bytesMax;
        tellFull(now);
        return now;
    }

    private void tellFull(boolean now) {
        if (full.getAndSet(now) != now) {
            log.atWarn()
                    .addKeyValue("full", now)
                    .addKeyValue("bytes", bytes.get())
                    .log("whether the journal is full has changed");
        }
    }

    private static boolean noPage(SQLException refused) {
        return refused instanceof SQLiteException sqlite && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
    }

    private void close(SQLException cause) {
        failed = true;
        log.atError().setCause(cause).log("the journal could not be written; it takes nothing more");
    }

    /** Checkpoints in time, while the file is ours. Values touch the old row, the new one and their index entries. */
    private void written(JournalLane lane, int count, long more) throws SQLException {
        long touched = lane.keepsLast() ? count * VALUE_PAGES : 0;
        if (sinceCheckpoint.addAndGet(COMMIT_BYTES + 2 * more + touched) > checkpointBytes) {
            sqlite.checkpoint();
            sinceCheckpoint.set(0);
        }
    }

    @Override
    public List<Positioned> oldest(JournalLane lane, int max, long maxBytes) {
        try {
            return sqlite.read(connection -> JournalRows.oldest(connection, lane, max, maxBytes));
        } catch (SQLException unreadable) {
            throw new StoreTrouble("the journal cannot be read", unreadable);
        }
    }

    @Override
    public boolean remove(JournalLane lane, List<Long> positions) {
        try {
            return sqlite.write(connection -> {
                JournalTally tally = new JournalTally();
                JournalRows.remove(connection, lane, positions, tally);
                connection.commit();
                settle(lane, tally);
                written(lane, positions.size(), -tally.bytes());
                return true;
            });
        } catch (SQLException refused) {
            if (!noPage(refused)) {
                close(refused);
            }
            return false;
        }
    }

    @Override
    public boolean isEmpty(JournalLane lane) {
        return count(lane).get() == 0;
    }

    boolean failed() {
        return failed;
    }

    /** What its reports take, in bytes. */
    long bytes() {
        return bytes.get();
    }

    /** What its reports may take, in bytes. */
    long bytesMax() {
        return bytesMax;
    }

    /** How many reports wait. */
    long rows(JournalLane lane) {
        return count(lane).get();
    }

    @Override
    public void close() {
        sqlite.close();
    }
}
