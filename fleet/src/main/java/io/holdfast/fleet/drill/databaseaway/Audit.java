package io.holdfast.fleet.drill.databaseaway;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares the database with the ledger: everything acknowledged is there, once. */
final class Audit {
    /** How far a status is along an update; the server orders them in the same way. */
    private static final List<String> ORDER = List.of("pending", "downloading", "installing", "rebooting");

    private final Map<Ledger.Part, String> statuses = new HashMap<>();
    private final Map<Ledger.Part, Integer> logs = new HashMap<>();
    private final Map<String, Integer> inventories = new HashMap<>();
    private final Map<Ledger.Report, Integer> timeline = new HashMap<>();

    private Audit() {}

    /** Reads what the database holds now. */
    static Audit read(String jdbcUrl) {
        Audit audit = new Audit();
        try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
            audit.readStatuses(connection);
            audit.readLogs(connection);
            audit.readInventories(connection);
            audit.readTimeline(connection);
            return audit;
        } catch (SQLException e) {
            throw new IllegalStateException("the audit cannot read the database", e);
        }
    }

    /** Acknowledged writes that the database does not hold, each as a sentence. */
    List<String> lost(Ledger ledger) {
        List<String> lost = new ArrayList<>();
        for (Ledger.Report report : ledger.acknowledgedReports()) {
            String now = statuses.getOrDefault(report.part(), "no row");
            if (rank(now) < rank(report.status())) {
                lost.add(report + " is acknowledged, the database says " + now);
            }
        }
        for (Ledger.Part part : ledger.acknowledgedLogs()) {
            if (!logs.containsKey(part)) {
                lost.add("the log of " + part + " is acknowledged and not there");
            }
        }
        ledger.inventories().forEach((mac, sequence) -> {
            int now = inventories.getOrDefault(mac, -1);
            if (now < sequence) {
                lost.add("inventory " + sequence + " of " + mac + " is acknowledged, the database has " + now);
            }
        });
        return lost;
    }

    /** Effects that are there more often than devices caused them, each as a sentence. */
    List<String> duplicated(Ledger ledger) {
        List<String> duplicated = new ArrayList<>();
        logs.forEach((part, count) -> {
            if (count > 1) {
                duplicated.add("the log of " + part + " is there " + count + " times");
            }
        });
        timeline.forEach((report, count) -> {
            if (count > ledger.timesSent(report)) {
                duplicated.add(report + " was sent " + ledger.timesSent(report) + " times and is in the timeline "
                        + count + " times");
            }
        });
        return duplicated;
    }

    private static int rank(String status) {
        return switch (status) {
            case "no row" -> -1;
            case "success", "failure", "already-installed", "aborted" -> ORDER.size();
            default -> ORDER.indexOf(status);
        };
    }

    private static final String STATUSES = """
            select part.deployment_id, device.identity ->> 'mac' as mac, part.status
              from deployment_device part
              join device on device.tenant_id = part.tenant_id and device.device_id = part.device_id
            """;

    private void readStatuses(Connection connection) throws SQLException {
        each(connection, STATUSES, row -> statuses.put(part(row), row.getString("status")));
    }

    private static final String LOGS = """
            select log.deployment_id, device.identity ->> 'mac' as mac, count(*) as times
              from deployment_log log
              join device on device.tenant_id = log.tenant_id and device.device_id = log.device_id
             group by 1, 2
            """;

    private void readLogs(Connection connection) throws SQLException {
        each(connection, LOGS, row -> logs.put(part(row), row.getInt("times")));
    }

    /** The attributes' own layout is the server's affair: the sequence number is found in their text. */
    private static final String INVENTORIES = """
            select device.identity ->> 'mac' as mac,
                   (regexp_match(inventory.attributes::text, '"sequence"[^0-9]*([0-9]+)'))[1]::int as sequence
              from inventory
              join device on device.tenant_id = inventory.tenant_id and device.device_id = inventory.device_id
            """;

    private void readInventories(Connection connection) throws SQLException {
        each(connection, INVENTORIES, row -> inventories.put(row.getString("mac"), row.getInt("sequence")));
    }

    private static final String TIMELINE = """
            select event.deployment_id, device.identity ->> 'mac' as mac, event.status, count(*) as times
              from deployment_event event
              join device on device.tenant_id = event.tenant_id and device.device_id = event.device_id
             group by 1, 2, 3
            """;

    private void readTimeline(Connection connection) throws SQLException {
        each(
                connection,
                TIMELINE,
                row -> timeline.put(new Ledger.Report(part(row), row.getString("status")), row.getInt("times")));
    }

    private static Ledger.Part part(ResultSet row) throws SQLException {
        return new Ledger.Part(row.getString("deployment_id"), row.getString("mac"));
    }

    @FunctionalInterface
    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String sql, Row reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }
}
