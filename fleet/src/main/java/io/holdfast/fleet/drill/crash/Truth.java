package io.holdfast.fleet.drill.crash;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the database holds, read past the server and held against the ledger.
 *
 * <p>A deed done twice shows in the audit trail, a report noted twice in the timeline, which has each word of a device about a
 * deployment once. What replaces a value by the same value leaves no trace, and is no duplicate here: an inventory, a log, a
 * configuration that a device reports, and a status that rises (the statistics and the timeline count it once all the same).
 */
final class Truth {
    private final Map<String, String> standings;
    private final Map<String, String> inventories;
    private final Map<String, String> configurations;
    private final Map<String, String> reportedConfigurations;
    private final Map<String, String> statuses;
    private final Map<String, String> logs;
    private final Map<String, String> timeline;
    private final Map<String, String> deployments;
    private final Map<String, String> artifacts;
    private final Map<String, String> tokens;
    private final Map<String, String> settings;
    private final Map<String, String> settingsDeeds;
    private final Map<String, String> twice;

    private Truth(Connection connection) throws SQLException {
        standings = read(connection, "select identity ->> 'mac', standing from device");
        inventories = read(connection, INVENTORIES);
        configurations = read(connection, CONFIGURATIONS);
        reportedConfigurations = read(connection, REPORTED_CONFIGURATIONS);
        statuses = read(connection, STATUSES);
        logs = read(connection, LOGS);
        timeline = read(connection, TIMELINE);
        deployments = read(connection, "select name, deployment_id::text from deployment");
        artifacts = read(connection, "select name, encode(sha256, 'hex') from artifact");
        tokens = read(connection, "select name, kind from user_session where kind = 'personal_access_token'");
        settings = read(connection, SETTINGS);
        settingsDeeds = read(connection, SETTINGS_DEEDS);
        twice = read(connection, TWICE);
    }

    static Truth read(ServerAndDatabase database) {
        try (Connection connection = database.connect()) {
            return new Truth(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be read", e);
        }
    }

    /** The attributes' own layout is the server's affair: the sequence number is found in their text. */
    private static final String INVENTORIES = """
            select device.identity ->> 'mac', (regexp_match(inventory.attributes::text, '"sequence"[^0-9]*([0-9]+)'))[1]
              from inventory
              join device on device.tenant_id = inventory.tenant_id and device.device_id = inventory.device_id
            """;

    private static final String CONFIGURATIONS = """
            select device.identity ->> 'mac', wanted.configured ->> 'owner'
              from device_configuration wanted
              join device on device.tenant_id = wanted.tenant_id and device.device_id = wanted.device_id
            """;

    private static final String REPORTED_CONFIGURATIONS = """
            select device.identity ->> 'mac', told.reported ->> 'owner'
              from reported_configuration told
              join device on device.tenant_id = told.tenant_id and device.device_id = told.device_id
            """;

    private static final String STATUSES = """
            select part.deployment_id || ' ' || (device.identity ->> 'mac'), part.status
              from deployment_device part
              join device on device.tenant_id = part.tenant_id and device.device_id = part.device_id
            """;

    private static final String LOGS = """
            select log.deployment_id || ' ' || (device.identity ->> 'mac'), log.messages
              from deployment_log log
              join device on device.tenant_id = log.tenant_id and device.device_id = log.device_id
            """;

    private static final String TIMELINE = """
            select event.deployment_id || ' ' || (device.identity ->> 'mac') || ' ' || event.status, count(*)
              from deployment_event event
              join device on device.tenant_id = event.tenant_id and device.device_id = event.device_id
             group by 1
            """;

    private static final String SETTINGS = """
            select 'tenant', settings ->> 'value' from tenant_settings
            union all
            select 'user', settings ->> 'value' from user_settings
            """;

    private static final String SETTINGS_DEEDS = """
            select case object when 'caller' then 'user' else object end, count(*)::text
              from audit_event where action = 'settings.set' group by 1
            """;

    /** Everything of which the drill does one and the database has more, and counters that do not count what is there. */
    private static final String TWICE = """
            select 'device ' || (identity ->> 'mac'), count(*)::text from device group by 1 having count(*) > 1
            union all
            select 'deployment ' || name, count(*)::text from deployment group by 1 having count(*) > 1
            union all
            select 'artifact ' || name, count(*)::text from artifact group by 1 having count(*) > 1
            union all
            select 'token ' || name, count(*)::text
              from user_session where kind = 'personal_access_token' group by 1 having count(*) > 1
            union all
            select 'deed ' || action || ' ' || object, count(*)::text
              from audit_event where object_kind in ('device', 'deployment', 'artifact', 'token')
             group by 1 having count(*) > 1
            union all
            select 'timeline of ' || deployment_id || ' ' || device_id || ' ' || status, count(*)::text
              from deployment_event group by 1 having count(*) > 1
            union all
            select 'targets of ' || deployment.name, deployment.target_count || ' counted'
              from deployment
             where target_count <> (select count(*) from deployment_device part
                                     where part.tenant_id = deployment.tenant_id
                                       and part.deployment_id = deployment.deployment_id)
            union all
            select 'accepted devices', accepted_devices || ' counted'
              from tenant_quota quota
             where accepted_devices <> (select count(*) from device
                                         where device.tenant_id = quota.tenant_id and standing = 'accepted')
            """;

    private static Map<String, String> read(Connection connection, String sql) throws SQLException {
        Map<String, String> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.put(rows.getString(1), rows.getString(2));
            }
        }
        return found;
    }

    /** Acknowledged writes that are not there, each as a sentence. */
    List<String> lost(Ledger ledger) {
        List<String> lost = new ArrayList<>();
        ledger.standings.forEach((mac, wanted) -> compare(lost, "device " + mac, wanted, standings.get(mac)));
        ledger.inventories.forEach(
                (mac, wanted) -> compare(lost, "inventory of " + mac, wanted.toString(), inventories.get(mac)));
        ledger.configurations.forEach(
                (mac, wanted) -> compare(lost, "configuration of " + mac, wanted, configurations.get(mac)));
        ledger.reportedConfigurations.forEach((mac, wanted) ->
                compare(lost, "reported configuration of " + mac, wanted, reportedConfigurations.get(mac)));
        ledger.statuses.forEach((part, wanted) -> compare(lost, "status of " + part, wanted, statuses.get(key(part))));
        ledger.logs.keySet().forEach(part -> there(lost, "log of " + part, logs.containsKey(key(part))));
        ledger.late
                .keySet()
                .forEach(report -> there(
                        lost,
                        "timeline of " + report,
                        timeline.containsKey(key(report.part()) + " " + report.status())));
        ledger.deployments.forEach((name, id) -> compare(lost, "deployment " + name, id, deployments.get(name)));
        ledger.uploads.forEach(
                (name, upload) -> compare(lost, "artifact " + name, upload.sha256(), artifacts.get(name)));
        ledger.tokens.forEach((name, stands) -> {
            if (tokens.containsKey(name) != stands) {
                lost.add("token " + name + (stands ? " is not there" : " was ended and is there"));
            }
        });
        ledger.settings.forEach(
                (owner, wanted) -> compare(lost, "settings of the " + owner, wanted.toString(), settings.get(owner)));
        return lost;
    }

    /** Effects that are there more often than they were caused, each as a sentence. */
    List<String> duplicates(Ledger ledger) {
        List<String> duplicates = new ArrayList<>();
        twice.forEach((what, times) -> duplicates.add(what + ": " + times));
        extra(duplicates, "device", standings.size(), ledger.standings.size());
        extra(duplicates, "deployment", deployments.size(), ledger.deployments.size());
        extra(duplicates, "artifact", artifacts.size(), ledger.uploads.size());
        settingsDeeds.forEach((owner, times) -> {
            int asked = ledger.settingsAsked.getOrDefault(owner, 0);
            if (Integer.parseInt(times) > asked) {
                duplicates.add("settings of the " + owner + " were changed " + times + " times, asked for " + asked);
            }
        });
        return duplicates;
    }

    /** More than the ledger knows of: something was done that nobody asked for, or under a name of its own. */
    private static void extra(List<String> duplicates, String what, int there, int asked) {
        if (there > asked) {
            duplicates.add((there - asked) + " more of kind " + what + " than were asked for");
        }
    }

    private static void compare(List<String> lost, String what, String wanted, @Nullable String found) {
        if (!wanted.equals(found)) {
            lost.add(what + " is acknowledged as " + wanted + ", the database has " + found);
        }
    }

    private static void there(List<String> lost, String what, boolean there) {
        if (!there) {
            lost.add(what + " is acknowledged and not in the database");
        }
    }

    private static String key(Ledger.Part part) {
        return part.deploymentId() + " " + part.mac();
    }
}
