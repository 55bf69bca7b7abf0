package io.holdfast.edge.store;

import io.holdfast.edge.intake.JournalLane;
import io.holdfast.edge.intake.LocalJournal;
import io.holdfast.identity.DeviceId;
import io.holdfast.identity.DeviceRef;
import io.holdfast.report.Receipt;
import io.holdfast.report.ReportId;
import io.holdfast.tenancy.TenantId;
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
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal in the node's SQLite file: one durable transaction a call. */
final class SqliteJournal implements LocalJournal {
    private static final Logger log = LoggerFactory.getLogger(SqliteJournal.class);

    /** What a row takes beside its body: ids, numbers, index entries. */
    static final int ROW_BYTES = 150;

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
    private final AtomicLong bytes = new AtomicLong();
    private final Map<JournalLane, AtomicLong> rows = new EnumMap<>(JournalLane.class);
    private volatile boolean failed;

    private SqliteJournal(SqliteFile sqlite, long bytesMax) {
        this.sqlite = sqlite;
        this.bytesMax = bytesMax;
        for (JournalLane lane : JournalLane.values()) {
            rows.put(lane, new AtomicLong());
        }
    }

    static SqliteJournal open(SqliteFile sqlite, long bytesMax) throws SQLException {
        SqliteJournal journal = new SqliteJournal(sqlite, bytesMax);
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

    /** What a transaction did to the counts; they follow only when it is durable. */
    private static final class Tally {
        private long rows;
        private long bytes;

        void add(long body) {
            rows++;
            bytes += body + ROW_BYTES;
        }

        void drop(long body) {
            rows--;
            bytes -= body + ROW_BYTES;
        }
    }

    private void settle(JournalLane lane, Tally tally) {
        count(lane).addAndGet(tally.rows);
        bytes.addAndGet(tally.bytes);
    }

    @Override
    public boolean append(JournalLane lane, List<Entry> entries) {
        long more = entries.stream()
                .mapToLong(entry -> entry.body().length + ROW_BYTES)
                .sum();
        if (failed || bytes.get() + more > bytesMax) {
            return false;
        }
        try {
            // Counted while the file is ours, so that two appends cannot fill the last room together.
            return sqlite.write(connection -> {
                if (failed || bytes.get() + more > bytesMax) {
                    return false;
                }
                Tally tally = new Tally();
                appendAll(connection, lane, entries, tally);
                connection.commit();
                settle(lane, tally);
                return true;
            });
        } catch (SQLException refused) {
            failed = true;
            log.atError().setCause(refused).log("the journal could not be written; it takes nothing more");
            return false;
        }
    }

    private static void appendAll(Connection connection, JournalLane lane, List<Entry> entries, Tally tally)
            throws SQLException {
        try (PreparedStatement append = connection.prepareStatement(APPEND);
                PreparedStatement drop = connection.prepareStatement(DROP_EARLIER)) {
            for (Entry entry : entries) {
                if (lane == JournalLane.INVENTORY) {
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

    private static void dropped(PreparedStatement delete, Tally tally) throws SQLException {
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
    public void remove(JournalLane lane, List<Long> positions) {
        try {
            sqlite.write(connection -> {
                Tally tally = new Tally();
                try (PreparedStatement delete = connection.prepareStatement(REMOVE)) {
                    for (long position : positions) {
                        delete.setLong(1, position);
                        delete.setString(2, lane.name());
                        dropped(delete, tally);
                    }
                }
                connection.commit();
                settle(lane, tally);
                return true;
            });
        } catch (SQLException refused) {
            failed = true;
            log.atError().setCause(refused).log("the journal could not be shortened; it takes nothing more");
        }
    }

    @Override
    public boolean isEmpty(JournalLane lane) {
        return count(lane).get() == 0;
    }

    JournalState state() {
        return new JournalState(
                failed, rows.values().stream().mapToLong(AtomicLong::get).sum());
    }

    boolean failed() {
        return failed;
    }
}
