package io.holdfast.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testing.MigratedDatabase;
import io.holdfast.testing.TestDatabase;
import io.holdfast.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every schema that was ever current, with rows in all its tables, becomes today's without losing one. */
class MigrationFromRowsTest {

    static Stream<String> earlierVersions() {
        List<String> versions = new ArrayList<>(MigrationFiles.onClassPath().stream()
                .map(migration -> migration.fileName().substring(1, 4))
                .toList());
        versions.removeLast();
        return versions.stream();
    }

    @ParameterizedTest
    @MethodSource("earlierVersions")
    void rows_that_an_earlier_schema_wrote_are_all_there_in_todays(String version) throws SQLException {
        TestDatabase database = TestPostgres.freshDatabase();
        migrateTo(database, version);
        try (Connection connection = database.connect()) {
            fill(connection, version);
            Map<String, Long> before = counts(connection);
            assertThat(before)
                    .allSatisfy((table, rows) -> assertThat(rows).as(table).isPositive());

            Migrations.run(new MigratedDatabase(database).url());

            assertThat(counts(connection)).containsAllEntriesOf(before);
        }
    }

    private static void migrateTo(TestDatabase database, String version) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.username(), database.password())
                .locations("classpath:" + MigrationFiles.FOLDER)
                .sqlMigrationSuffixes(".expand.sql", ".contract.sql")
                .table("schema_history")
                .target(version)
                .load()
                .migrate();
    }

    private static Map<String, Long> counts(Connection connection) {
        List<String> tables = Query.on(connection, """
                select table_name from information_schema.tables
                where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'schema_history'
                """).list(row -> row.getString("table_name"));
        Map<String, Long> counts = new TreeMap<>();
        for (String table : tables) {
            counts.put(
                    table,
                    Query.on(connection, "select count(*) as rows from " + table)
                            .first(row -> row.getLong("rows"))
                            .orElseThrow());
        }
        return counts;
    }

    /** One row in every table; a migration that makes tables adds rows of theirs to {@link #ROWS}. */
    private static void fill(Connection connection, String version) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> rows : ROWS.entrySet()) {
                if (rows.getKey().compareTo(version) <= 0) {
                    statement.execute(rows.getValue());
                }
            }
        }
    }

    private static final String FIRST_SCHEMA = """
            insert into tenant (tenant_id, name, is_default) select gen_random_uuid(), 'default', true;
            insert into tenant_quota (tenant_id, limit_kind, limit_devices, accepted_devices)
                select tenant_id, 'at_most', 5, 1 from tenant;
            insert into server_key (purpose, key_id, sealed, standing) values ('device_token', 1, 'x', 'signing');
            insert into feed_commit (seq, kinds, tenant_ids, ids)
                select 1, array['tenant'], array[tenant_id], array[tenant_id] from tenant;
            update feed_head set seq = 1;
            insert into node (node_id, boot_id, version) values (gen_random_uuid(), gen_random_uuid(), '0.1.0');
            insert into device (tenant_id, device_id, identity_hash, identity, standing)
                select tenant_id, gen_random_uuid(), sha256('a'), '{"sn":"1"}', 'accepted' from tenant;
            insert into auth_set (tenant_id, auth_set_id, device_id, key_hash, public_key, standing)
                select tenant_id, gen_random_uuid(), device_id, sha256('k'), 'pem', 'accepted' from device;
            insert into device_tombstone (tenant_id, device_id, identity_hash)
                select tenant_id, gen_random_uuid(), sha256('b') from tenant;
            insert into inventory (tenant_id, device_id, attributes, content_hash, received_at, node_id, report_no)
                select d.tenant_id, d.device_id, '[]', 1, now(), n.node_id, 1 from device d, node n;
            insert into artifact (tenant_id, artifact_id, name, blob_key, size_bytes, sha256, signed, contents)
                select tenant_id, gen_random_uuid(), 'release-1', 'b', 1, sha256('c'), false, '{}' from tenant;
            insert into artifact_device_type (tenant_id, name, device_type, artifact_id)
                select tenant_id, name, 'pump', artifact_id from artifact;
            insert into deployment (tenant_id, deployment_id, name, artifact_name, all_devices, standing, target_count)
                select tenant_id, gen_random_uuid(), 'd', 'release-1', true, 'active', 1 from tenant;
            insert into deployment_artifact (tenant_id, deployment_id, device_type, artifact_id)
                select d.tenant_id, d.deployment_id, 'pump', a.artifact_id from deployment d, artifact a;
            insert into deployment_device (tenant_id, deployment_id, device_id)
                select d.tenant_id, d.deployment_id, v.device_id from deployment d, device v;
            insert into deployment_log (tenant_id, deployment_id, device_id, node_id, report_no, messages, received_at)
                select t.tenant_id, t.deployment_id, t.device_id, n.node_id, 2, 'log', now() from deployment_device t, node n;
            insert into deployment_event (tenant_id, deployment_id, device_id, node_id, report_no, status, received_at)
                select t.tenant_id, t.deployment_id, t.device_id, n.node_id, 3, 'success', now()
                from deployment_device t, node n;
            insert into app_user (tenant_id, user_id, email, password_hash)
                select tenant_id, gen_random_uuid(), 'ada@example.com', 'x' from tenant;
            insert into login (email, tenant_id, user_id) select email, tenant_id, user_id from app_user;
            insert into user_session (tenant_id, session_id, user_id, kind, expires_at)
                select tenant_id, gen_random_uuid(), user_id, 'login', 'infinity' from app_user;
            insert into setup_link (token_hash) values (sha256('t'));
            insert into audit_event (tenant_id, audit_id, actor_kind, actor, action, object_kind, object)
                select tenant_id, gen_random_uuid(), 'operator', 'command-line', 'tenant.create', 'tenant', 't' from tenant;
            insert into idempotent_answer (tenant_id, user_id, key, request_hash, status, body)
                select tenant_id, user_id, 'k', sha256('r'), 201, '' from app_user;
            """;

    private static final String USER_SETTINGS = """
            insert into tenant_settings (tenant_id, settings, etag) select tenant_id, '{}', gen_random_uuid() from tenant;
            insert into user_settings (tenant_id, user_id, settings, etag)
                select tenant_id, user_id, '{}', gen_random_uuid() from app_user;
            """;

    private static final String RELEASE_RULES = """
            insert into tenant_storage (tenant_id, limit_kind, limit_bytes) select tenant_id, 'at_most', 5 from tenant;
            insert into storage_reservation (tenant_id, reservation_id, bytes, expires_at)
                select tenant_id, gen_random_uuid(), 1, 'infinity' from tenant;
            insert into artifact_claim (tenant_id, name, depends_key, device_type, artifact_id, depends_count)
                select tenant_id, name, sha256('d'), 'pump', artifact_id, 1 from artifact;
            insert into artifact_signature (tenant_id, artifact_id, algorithm, manifest_sha256, signature)
                select tenant_id, artifact_id, 'rsa', sha256('m'), 'c2ln' from artifact;
            insert into signing_key (tenant_id, key_id, name, algorithm, public_key, fingerprint)
                select tenant_id, gen_random_uuid(), 'ci', 'rsa', 'k', sha256('k') from tenant;
            insert into artifact_verification (tenant_id, artifact_id, key_id)
                select a.tenant_id, a.artifact_id, k.key_id from artifact a, signing_key k;
            """;

    private static final String DEPLOYMENTS_IN_FULL = """
            insert into deployment_count (tenant_id, deployment_id, counted, stripe, devices)
                select tenant_id, deployment_id, 'pending', 0, 1 from deployment;
            insert into device_group (tenant_id, device_id, group_name) select tenant_id, device_id, 'hall' from device;
            insert into deployment_offer (tenant_id, deployment_id, device_type, artifact_id)
                select tenant_id, deployment_id, device_type, artifact_id from deployment_artifact;
            """;

    private static final String READOPTED = """
            insert into readopted_device (tenant_id, device_id, identity_prefix, key_prefix)
                select tenant_id, device_id, substr(sha256('i'), 1, 16), substr(sha256('k'), 1, 16) from device;
            """;

    private static final String PRESENCE = """
            insert into device_presence (tenant_id, device_id, session_id, node_id, boot_id, online, reason,
                                         first_connected_at, connected_at, changed_at)
                select d.tenant_id, d.device_id, gen_random_uuid(), n.node_id, n.boot_id, true, '', now(), now(), now()
                from device d, node n;
            insert into device_link_event (tenant_id, device_id, at, event_id, kind, reason)
                select tenant_id, device_id, now(), gen_random_uuid(), 'connected', '' from device;
            """;

    private static final String SESSIONS = """
            insert into device_session (tenant_id, session_id, device_id, user_id, kind)
                select d.tenant_id, gen_random_uuid(), d.device_id, u.user_id, 'terminal' from device d, app_user u;
            """;

    private static final String CONFIGURATIONS = """
            insert into device_configuration (tenant_id, device_id, configured) select tenant_id, device_id, '{"a":"b"}' from device;
            insert into reported_configuration (tenant_id, device_id, reported, content_hash, received_at, node_id, report_no)
                select d.tenant_id, d.device_id, '{"a":"b"}', 1, now(), n.node_id, 4 from device d, node n;
            """;

    private static final String COMMANDS = """
            insert into device_command (tenant_id, command_id, device_id, kind, created_by, expires_at)
                select d.tenant_id, gen_random_uuid(), d.device_id, 'check_update', u.user_id, 'infinity' from device d, app_user u;
            """;

    private static final String DEVICE_URLS = """
            insert into device_url (tenant_id, url_id, device_id, slug, port, transport, mode)
                select tenant_id, gen_random_uuid(), device_id, 'abcdefghij234567', 80, 'http', 'private' from device;
            """;

    private static final String COHORTS = """
            insert into valve (valve_id, terms, reason, set_by, set_at, expires_at)
                values (gen_random_uuid(), '{}', 'r', 'w', now(), now() + interval '1 hour');
            """;

    private static final Map<String, String> ROWS = new TreeMap<>(Map.ofEntries(
            Map.entry("001", FIRST_SCHEMA),
            Map.entry("002", USER_SETTINGS),
            Map.entry("004", RELEASE_RULES),
            Map.entry("005", DEPLOYMENTS_IN_FULL),
            Map.entry("007", READOPTED),
            Map.entry("009", PRESENCE),
            Map.entry("011", SESSIONS),
            Map.entry("013", CONFIGURATIONS),
            Map.entry("014", COMMANDS),
            Map.entry("015", DEVICE_URLS),
            Map.entry("017", COHORTS)));
}
