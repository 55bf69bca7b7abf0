package io.holdfast.fleet.drill.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.fleet.drill.DrillContext;
import io.holdfast.fleet.drill.DrillResult;
import io.holdfast.fleet.drill.DrillRunner;
import io.holdfast.fleet.process.WorkFolder;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CrashTest {
    /** As {@code drill crash} plays and judges it: three to four minutes on two busy cores. */
    @Test
    void nothing_acknowledged_is_lost_or_doubled_when_server_postgresql_or_both_are_killed() {
        try (WorkFolder folder = WorkFolder.create("crash")) {
            DrillContext context = new DrillContext(false, OptionalLong.empty(), folder, System.out::println);

            DrillResult result = DrillRunner.run(new Crash(), context);

            assertThat(result.broken()).as("%s", result.figures()).allMatch(CrashTest::isOnlySlow);
        }
    }

    /** How fast it is ready again is the drill's to judge, on a machine that does nothing else. */
    private static boolean isOnlySlow(String broken) {
        return (broken.startsWith("ready_p99_ms is ") || broken.startsWith("database_ready_p99_ms is "))
                && !broken.contains("missing");
    }

    @Test
    void the_drill_sees_what_is_missing_and_what_is_there_twice() throws SQLException {
        try (WorkFolder folder = WorkFolder.create("crash");
                ServerAndDatabase running = ServerAndDatabase.start(folder)) {
            Ledger ledger = new Ledger();
            new ReleaseWriter(ledger, running.api(), folder.path()).upload("release");
            new AccountWriter(ledger, running.api()).create("token");
            new AccountWriter(ledger, running.api()).settings(1);
            assertThat(Truth.read(running).lost(ledger)).isEmpty();
            assertThat(Truth.read(running).duplicates(ledger)).isEmpty();

            execute(running, "update tenant_settings set settings = '{\"value\": 0}'");
            execute(running, "delete from user_session where name = 'token'");
            execute(running, TWICE);
            ledger.standings.put("nobody", "accepted");
            ledger.deployments.put("nothing", "id");
            ledger.configurations.put("nobody", "nobody");
            ledger.reportedConfigurations.put("nobody", "nobody");

            assertThat(Truth.read(running).lost(ledger))
                    .anyMatch(line -> line.startsWith("settings of the tenant"))
                    .anyMatch(line -> line.startsWith("token token"))
                    .anyMatch(line -> line.startsWith("device nobody"))
                    .anyMatch(line -> line.startsWith("deployment nothing"))
                    .anyMatch(line -> line.startsWith("configuration of nobody"))
                    .anyMatch(line -> line.startsWith("reported configuration of nobody"))
                    .hasSize(6);
            assertThat(Truth.read(running).duplicates(ledger))
                    .anyMatch(line -> line.startsWith("artifact release"))
                    .anyMatch(line -> line.startsWith("deed artifact.upload"))
                    .contains("settings of the tenant were changed 2 times, asked for 1")
                    .contains("settings of the user were changed 2 times, asked for 1")
                    .anyMatch(line -> line.startsWith("timeline of ") && line.endsWith(" success: 2"))
                    .hasSize(5);
        }
    }

    private static final String TWICE = """
            with artifacts as (
                insert into artifact (tenant_id, artifact_id, name, blob_key, size_bytes, sha256, signed, contents)
                select tenant_id, gen_random_uuid(), name, blob_key, size_bytes, sha256, signed, contents from artifact),
            target as (
                select tenant_id, gen_random_uuid() as deployment_id, gen_random_uuid() as device_id from artifact),
            timeline as (
                insert into deployment_event
                    (tenant_id, deployment_id, device_id, node_id, report_no, status, received_at)
                select tenant_id, deployment_id, device_id, device_id, report_no, 'success', now()
                  from target cross join generate_series(1, 2) report_no)
            insert into audit_event (tenant_id, audit_id, actor_kind, actor, action, object_kind, object)
            select tenant_id, gen_random_uuid(), actor_kind, actor, action, object_kind, object
              from audit_event where action in ('artifact.upload', 'settings.set')
            """;

    private static void execute(ServerAndDatabase running, String sql) throws SQLException {
        try (Connection connection = running.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
