package io.holdfast.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether a PostgreSQL keeps what it acknowledges; for the embedded one and any other, versions 15 to 18. */
public final class DurabilityCheck {
    private static final String SELECT_SETTINGS = """
            select name, setting
              from pg_settings
             where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'synchronous_standby_names',
                            'data_sync_retry')
            """;

    private DurabilityCheck() {}

    /**
     * The unsafe settings as this connection sees them (role and database settings count), in a fixed order; empty when all
     * is well. {@code synchronous_commit = local} is unsafe only where synchronous standbys are configured: it would
     * acknowledge before they have the write, and a failover would lose it.
     */
    public static List<UnsafeSetting> unsafeSettings(Connection connection) throws SQLException {
        return judge(settings(connection));
    }

    private static Map<String, String> settings(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SELECT_SETTINGS)) {
            Map<String, String> settings = new HashMap<>();
            while (rows.next()) {
                settings.put(rows.getString("name"), rows.getString("setting"));
            }
            return settings;
        }
    }

    static List<UnsafeSetting> judge(Map<String, String> settings) {
        List<UnsafeSetting> unsafe = new ArrayList<>();
        if (is(settings, "fsync", "off")) {
            unsafe.add(new UnsafeSetting("fsync", "off", "on", "A power failure can destroy the whole database."));
        }
        if (is(settings, "full_page_writes", "off")) {
            unsafe.add(new UnsafeSetting(
                    "full_page_writes", "off", "on", "A power failure can leave half-written pages behind."));
        }
        if (is(settings, "synchronous_commit", "off")) {
            unsafe.add(new UnsafeSetting(
                    "synchronous_commit", "off", "on", "A crash loses the last acknowledged writes."));
        }
        boolean standbys =
                !settings.getOrDefault("synchronous_standby_names", "").isBlank();
        if (standbys && is(settings, "synchronous_commit", "local")) {
            unsafe.add(new UnsafeSetting(
                    "synchronous_commit",
                    "local",
                    "on",
                    "Synchronous standbys are configured and not waited for: a failover loses acknowledged writes."));
        }
        if (is(settings, "data_sync_retry", "on")) {
            unsafe.add(new UnsafeSetting(
                    "data_sync_retry",
                    "on",
                    "off",
                    "After a failed fsync the server goes on with data the disk lost."));
        }
        return List.copyOf(unsafe);
    }

    private static boolean is(Map<String, String> settings, String name, String value) {
        return value.equals(settings.get(name));
    }
}
