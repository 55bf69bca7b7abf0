package io.holdfast.edge.store;

import io.holdfast.edge.intake.JournalLane;
import io.holdfast.edge.intake.LocalJournal.Entry;
import io.holdfast.edge.intake.LocalJournal.Positioned;
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
import java.util.List;

/** The journal's table, in the caller's transaction. */
final class JournalRows {
    private JournalRows() {}

    private static final String APPEND = """
            insert into journal (lane, tenant, device, node, number, received_micros, body) values (?, ?, ?, ?, ?, ?, ?)
            """;

    // The lane is spelt out, so that the index of its values serves.
    private static final String DROP_EARLIER_INVENTORY = """
            delete from journal where lane = 'INVENTORY' and tenant = ? and device = ? returning length(body) as bytes
            """;

    private static final String DROP_EARLIER_CONFIGURATION = """
            delete from journal where lane = 'CONFIGURATION' and tenant = ? and device = ? returning length(body) as bytes
            """;

    private static String dropEarlier(JournalLane lane) {
        return switch (lane) {
            case CONFIGURATION -> DROP_EARLIER_CONFIGURATION;
            case INVENTORY, STATUS, LOG -> DROP_EARLIER_INVENTORY;
        };
    }

    /** Adds reports; of a lane of values, those of a device before its last whole one go. */
    static void append(Connection connection, JournalLane lane, List<Entry> entries, JournalTally tally)
            throws SQLException {
        try (PreparedStatement append = connection.prepareStatement(APPEND);
                PreparedStatement drop = connection.prepareStatement(dropEarlier(lane))) {
            for (Entry entry : entries) {
                if (lane.keepsLast() && entry.replacesEarlier()) {
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

    private static final String OLDEST = """
            select position, tenant, device, node, number, received_micros, body
              from journal
             where lane = ?
             order by position
             limit ?
            """;

    /** At least one, if there is any; more as far as both bounds allow. */
    static List<Positioned> oldest(Connection connection, JournalLane lane, int max, long maxBytes)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(OLDEST)) {
            select.setString(1, lane.name());
            select.setInt(2, max);
            try (ResultSet row = select.executeQuery()) {
                return take(row, maxBytes);
            }
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

    private static final String REMOVE = """
            delete from journal where position = ? and lane = ? returning length(body) as bytes
            """;

    static void remove(Connection connection, JournalLane lane, List<Long> positions, JournalTally tally)
            throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(REMOVE)) {
            for (long position : positions) {
                delete.setLong(1, position);
                delete.setString(2, lane.name());
                dropped(delete, tally);
            }
        }
    }

    private static final String SIZES = """
            select lane, count(*) as rows, sum(length(body)) as bytes from journal group by lane
            """;

    /** Told how many reports of a lane there are, and how long their bodies are. */
    @FunctionalInterface
    interface Sizes {
        void lane(JournalLane lane, long rows, long bytes);
    }

    static void sizes(Connection connection, Sizes sizes) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SIZES)) {
            while (row.next()) {
                sizes.lane(JournalLane.valueOf(row.getString("lane")), row.getLong("rows"), row.getLong("bytes"));
            }
        }
    }
}
