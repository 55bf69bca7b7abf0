package io.holdfast.edge.store;

import io.holdfast.edge.intake.JournalLane;
import io.holdfast.edge.intake.LocalJournal;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.report.Receipt;
import io.holdfast.report.ReportId;
import io.holdfast.tenancy.TenantId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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

    private static final long INVENTORY_PAGES = 4 * 4096;

    private static final String APPEND = """
            insert into journal (lane, tenant, device, node, number, received_micros, body) values (?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String DROP_EARLIER = """
            delete from journal where lane = 'INVENTORY' and tenant = ? and device = ? returning length(body) as bytes
            """;

    private static final String OLDEST = """
            select position, tenant, device, node, number, received_micros, body
              from journal
             where lane = ?
             order by position
             limit ?
            """;

    private static final String REMOVE = """
            delete from journal where position = ? and lane = ? returning length(body) as bytes
            """;

    private static final String SIZES = """
            select lane, count(*) as rows, sum(length(body)) as bytes from journal group by lane
            """;

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
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(SIZES)) {
                while (row.next()) {
                    long count = row.getLong("rows");
                    journal.count(JournalLane.valueOf(row.getString("lane"))).set(count);
                    journal.bytes.addAndGet(row.getLong("bytes") + count * ROW_BYTES);
                }
            }
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
                appendAll(connection, lane, entries, tally);
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

    /** Checkpoints in time, while the file is ours. Inventories touch the old row, the new one and their index entries. */
    private void written(JournalLane lane, int count, long more) throws SQLException {
        long touched = lane == JournalLane.INVENTORY ? count * INVENTORY_PAGES : 0;
        if (sinceCheckpoint.addAndGet(COMMIT_BYTES + 2 * more + touched) > checkpointBytes) {
            sqlite.checkpoint();
            sinceCheckpoint.set(0);
        }
    }

    private static void appendAll(Connection connection, JournalLane lane, List<Entry> entries, JournalTally tally)
            throws SQLException {
        try (PreparedStatement append = connection.prepareStatement(APPEND);
                PreparedStatement drop = connection.prepareStatement(DROP_EARLIER)) {
            for (Entry entry : entries) {
                if (lane == JournalLane.INVENTORY && entry.replacesEarlier()) {
                    drop.setBytes(1, Bytes.of(entry.device().tenant().value()));
                    drop.setBytes(2, Bytes.of(entry.device().device().value()));
                    dropped(drop, tally);
                }
                append.setString(1, lane.name());
                append.setBytes(2, Bytes.of(entry.device().tenant().value()));
                append.setBytes(3, Bytes.of(entry.device().device().value()));
                append.setBytes(4, Bytes.of(entry.receipt().id().node()));
                append.setLong(5, entry.receipt().id().number());
                append.setLong(6, entry.receipt().receivedMicros());
                append.setBytes(7, entry.body());
                append.executeUpdate();
                tally.add(entry.body().length);
            }
        }
    }

    private static void dropped(PreparedStatement delete, JournalTally tally) throws SQLException {
        try (ResultSet row = delete.executeQuery()) {
            while (row.next()) {
                tally.drop(row.getLong("bytes"));
            }
        }
    }

    @Override
    public List<Positioned> oldest(JournalLane lane, int max, long maxBytes) {
        try {
            return sqlite.read(connection -> {
                try (PreparedStatement select = connection.prepareStatement(OLDEST)) {
                    select.setString(1, lane.name());
                    select.setInt(2, max);
                    try (ResultSet row = select.executeQuery()) {
                        return take(row, maxBytes);
                    }
                }
            });
        } catch (SQLException unreadable) {
            throw new StoreTrouble("the journal cannot be read", unreadable);
        }
    }

    private static List<Positioned> take(ResultSet row, long maxBytes) throws SQLException {
        List<Positioned> taken = new ArrayList<>();
        long bytes = 0;
        while (row.next()) {
            Entry entry = entry(row);
            bytes += entry.body().length;
            if (bytes > maxBytes && !taken.isEmpty()) {
                break;
            }
            taken.add(new Positioned(row.getLong("position"), entry));
        }
        return taken;
    }

    private static Entry entry(ResultSet row) throws SQLException {
        DeviceRef device = new DeviceRef(
                new TenantId(Bytes.uuid(row.getBytes("tenant"))), new DeviceId(Bytes.uuid(row.getBytes("device"))));
        ReportId id = new ReportId(Bytes.uuid(row.getBytes("node")), row.getLong("number"));
        Instant received = Instant.EPOCH.plus(row.getLong("received_micros"), ChronoUnit.MICROS);
        return new Entry(device, new Receipt(id, received), row.getBytes("body"));
    }

    @Override
    public boolean remove(JournalLane lane, List<Long> positions) {
        try {
            return sqlite.write(connection -> {
                JournalTally tally = new JournalTally();
                try (PreparedStatement delete = connection.prepareStatement(REMOVE)) {
                    for (long position : positions) {
                        delete.setLong(1, position);
                        delete.setString(2, lane.name());
                        dropped(delete, tally);
                    }
                }
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
