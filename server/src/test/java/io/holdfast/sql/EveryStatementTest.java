package io.holdfast.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * No statement reads a table that grows with the fleet otherwise than through an index that begins with the tenant. The statements
 * are those in the class files, so that a new one is asked about without being announced.
 */
class EveryStatementTest {
    /** Tables that have rows for each device, deployment, artifact, person or deed. */
    private static final Set<String> GROW = Set.of(
            "device",
            "auth_set",
            "device_group",
            "device_tombstone",
            "readopted_device",
            "device_presence",
            "device_link_event",
            "inventory",
            "device_configuration",
            "reported_configuration",
            "artifact",
            "artifact_device_type",
            "artifact_claim",
            "artifact_signature",
            "artifact_verification",
            "deployment",
            "deployment_artifact",
            "deployment_count",
            "deployment_offer",
            "deployment_device",
            "deployment_event",
            "deployment_log",
            "app_user",
            "user_session",
            "audit_event",
            "idempotent_answer",
            "device_session",
            "device_command",
            "device_url");

    /** What is for the whole cell by its nature, by a piece of its text and why. */
    private static final Map<String, String> WHOLE_CELL = Map.ofEntries(
            Map.entry(
                    "where d.standing not in ('pending', 'rejected', 'noauth')",
                    "a node without an image reads all of it"),
            Map.entry("select tenant_id, device_id from device_tombstone", "as above"),
            Map.entry(
                    "select tenant_id, deployment_id from deployment where standing = 'active'",
                    "as above, by a partial index"),
            Map.entry(
                    "where standing = 'active' order by created_at limit 100000",
                    "a walk for stalled devices, by a partial index"),
            Map.entry(
                    "where standing = 'active' or finished_at > now()",
                    "counts are checked cell-wide, 10,000 deployments a walk"),
            Map.entry(
                    "select blob_key from artifact where blob_key",
                    "the sweep compares the disk with the cell, 500 files at a time"),
            Map.entry("from device_url\n order by tenant_id", "a node without an image reads all of it"),
            Map.entry(
                    "select recording from device_session where recording",
                    "the sweep compares the disk with the cell, by an index of its own"),
            Map.entry(
                    "from readopted_device\norder by tenant_id",
                    "a node that starts asks once who was let in on a token alone"),
            Map.entry(
                    "where p.standing = 'active'\n    and not exists",
                    "deployments left open by a crash, by a partial index"),
            Map.entry(
                    "where p.standing = 'active' and p.failure_limit_kind",
                    "deployments left to hold by a crash, by a partial index"),
            Map.entry(
                    "where state = 'waiting' and expires_at > now()) each\norder by turn",
                    "each node holds what waits in the cell, by a partial index"),
            Map.entry(
                    "where state = 'waiting' and expires_at <= now()\n", "commands that expired, by a partial index"));

    @Test
    void every_statement_finds_its_rows_by_tenant() throws SQLException {
        Map<String, String> statements = SqlInClasses.all();
        assertThat(statements).hasSizeGreaterThan(150);
        MigratedDatabase database = SeededFleet.fresh();
        List<String> complaints = new ArrayList<>();
        Map<String, String> excused = new TreeMap<>(WHOLE_CELL);
        try (Connection connection = Plan.connect(database.database())) {
            statements.forEach((sql, owner) -> {
                List<String> found = reads(connection, sql);
                boolean whole = WHOLE_CELL.keySet().stream()
                        .filter(sql::contains)
                        .peek(excused::remove)
                        .findAny()
                        .isPresent();
                if (!found.isEmpty() && !whole) {
                    complaints.add(owner + ": " + found + "\n" + sql);
                }
            });
        }
        assertThat(String.join("\n", complaints)).isEmpty();
        assertThat(excused).as("excuses for statements that are gone").isEmpty();
    }

    /** An empty database: whether it finds rows well was asked above. */
    @Test
    void every_statement_is_understood_by_the_oldest_postgresql_too() throws SQLException {
        Optional<MigratedDatabase> oldest = MigratedDatabase.freshOn15();
        assumeTrue(oldest.isPresent(), "PostgreSQL 15 is not installed");
        List<String> complaints = new ArrayList<>();
        try (Connection connection = oldest.orElseThrow().database().connect()) {
            SqlInClasses.all().forEach((sql, owner) -> {
                // The driver asks the server, which parses it; it explains statements with parameters from 16 on only.
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    assertThat(statement.getParameterMetaData()).isNotNull();
                } catch (SQLException unexplained) {
                    complaints.add(owner + ": " + unexplained.getMessage() + "\n" + sql);
                }
            });
        }
        assertThat(String.join("\n", complaints)).isEmpty();
    }

    private static List<String> reads(Connection connection, String sql) {
        try {
            return Plan.of(connection, sql).readsWithoutTenant(GROW);
        } catch (SQLException unexplained) {
            return List.of("cannot be explained: " + unexplained.getMessage());
        }
    }

    @Test
    void every_table_is_known_to_this_test() {
        MigratedDatabase database = MigratedDatabase.fresh();
        String small =
                "tenant tenant_quota server_key feed_head feed_commit node login setup_link tenant_settings user_settings "
                        + "schema_history signing_key storage_reservation tenant_storage valve";
        String unknown = database.text("""
                select coalesce(string_agg(c.relname, ' '), '')
                from pg_class c
                where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
                  and c.relname <> all (string_to_array(?, ' ')) and c.relname <> all (string_to_array(?, ' '))
                """, small, String.join(" ", GROW));
        assertThat(unknown).as("does it grow with the fleet?").isEmpty();
    }

    @Test
    void no_statement_is_put_together_while_the_program_runs() {
        assertThat(SqlInClasses.joinedAtRunTime()).isEmpty();
    }
}
