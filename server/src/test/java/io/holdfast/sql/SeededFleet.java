package io.holdfast.sql;

import io.holdfast.testing.MigratedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A hundred thousand devices of one tenant and as many of a hundred others, with everything that is kept about them. */
final class SeededFleet {
    private static final List<String> SEED = List.of(
            // t(n): the tenant of row n; half of all rows are the first one's.
            """
            create function t(n int) returns uuid language sql immutable as
            $$ select md5('tenant ' || case when n <= 100000 then 0 else n % 100 + 1 end)::uuid $$
            """,
            "create function u(what text, n int) returns uuid language sql immutable as $$ select md5(what || n)::uuid $$",
            "insert into tenant (tenant_id, name) select md5('tenant ' || n)::uuid, 'tenant ' || n from generate_series(0, 100) n",
            "insert into tenant_quota (tenant_id, limit_kind) select tenant_id, 'unlimited' from tenant",
            """
            insert into device (tenant_id, device_id, identity_hash, identity, standing, created_at)
            select t(n), u('d', n), sha256(('i' || n)::bytea), '{}',
                   (array['accepted', 'accepted', 'accepted', 'pending', 'rejected'])[n % 5 + 1], now() - n * interval '1 second'
            from generate_series(1, 200000) n
            """,
            """
            insert into auth_set (tenant_id, auth_set_id, device_id, key_hash, public_key, standing)
            select d.tenant_id, gen_random_uuid(), d.device_id, sha256(d.identity_hash), 'pem', d.standing from device d
            """,
            """
            insert into inventory (tenant_id, device_id, attributes, content_hash, received_at, node_id, report_no)
            select t(n), u('d', n), '{}', n, now(), u('node', 1), n from generate_series(1, 200000) n
            """,
            """
            insert into device_configuration (tenant_id, device_id, configured, deployment_id)
            select t(n), u('d', n), '{"timezone": "UTC"}', u('p', n) from generate_series(1, 200000, 2) n
            """,
            """
            insert into reported_configuration (tenant_id, device_id, reported, content_hash, received_at, node_id, report_no)
            select t(n), u('d', n), '{}', n, now(), u('node', 1), n from generate_series(1, 200000, 2) n
            """,
            """
            insert into device_tombstone (tenant_id, device_id, identity_hash)
            select t(n), u('gone', n), sha256(('g' || n)::bytea) from generate_series(1, 200000, 4) n
            """,
            """
            insert into deployment (tenant_id, deployment_id, name, artifact_name, all_devices, standing, created_at, finished_at)
            select t(n), u('p', n), 'p', 'a' || n, false, case when n % 50 = 0 then 'active' else 'finished' end,
                   now() - n * interval '1 minute', case when n % 50 = 0 then null else now() end
            from generate_series(1, 200000, 10) n
            """,
            """
            insert into deployment_device (tenant_id, deployment_id, device_id, status, finished, created_at)
            select p.tenant_id, p.deployment_id, d.device_id, 'success', p.standing <> 'active', p.created_at
            from deployment p
            cross join lateral (
                select device_id from device where tenant_id = p.tenant_id order by tenant_id, device_id limit 200) d
            where p.artifact_name like '%001'
            """,
            """
            insert into deployment_event (tenant_id, deployment_id, device_id, node_id, report_no, status, received_at)
            select tenant_id, deployment_id, device_id, u('node', 1), 1, 'failure', now() from deployment_device limit 100000
            """,
            """
            insert into deployment_log (tenant_id, deployment_id, device_id, node_id, report_no, messages, received_at)
            select tenant_id, deployment_id, device_id, u('node', 1), 1, 'x', now() from deployment_device limit 100000
            """,
            """
            insert into artifact (tenant_id, artifact_id, name, blob_key, size_bytes, sha256, signed, contents)
            select t(n), u('a', n), 'a' || n, n::text, 10, sha256('x'), false, '{}' from generate_series(1, 200000, 20) n
            """,
            """
            insert into artifact_device_type (tenant_id, name, device_type, artifact_id)
            select tenant_id, name, 'beaglebone', artifact_id from artifact
            """,
            """
            insert into artifact_claim (tenant_id, name, depends_key, device_type, artifact_id, depends_count)
            select tenant_id, name, sha256('beaglebone'), 'beaglebone', artifact_id, 1 from artifact
            """,
            """
            insert into artifact_signature (tenant_id, artifact_id, algorithm, manifest_sha256, signature)
            select tenant_id, artifact_id, 'rsa', sha256('x'), 'x' from artifact
            """,
            """
            insert into artifact_verification (tenant_id, artifact_id, key_id)
            select tenant_id, artifact_id, u('key', 1) from artifact
            """,
            """
            insert into deployment_artifact (tenant_id, deployment_id, device_type, artifact_id)
            select p.tenant_id, p.deployment_id, 'beaglebone', a.artifact_id
            from deployment p join artifact a on a.tenant_id = p.tenant_id and a.name = p.artifact_name
            """,
            """
            insert into deployment_offer (tenant_id, deployment_id, device_type, artifact_id)
            select tenant_id, deployment_id, device_type, artifact_id from deployment_artifact
            """,
            """
            insert into deployment_count (tenant_id, deployment_id, counted, stripe, devices)
            select p.tenant_id, p.deployment_id, c.counted, c.stripe, 5
            from deployment p
            cross join (select counted, stripe from unnest(array['pending', 'installing', 'success']) counted,
                               generate_series(0, 2) stripe) c
            """,
            """
            insert into device_group (tenant_id, device_id, group_name)
            select t(n), u('d', n), 'group-' || n % 1000 from generate_series(1, 200000, 2) n
            """,
            """
            insert into app_user (tenant_id, user_id, email, password_hash)
            select t(n), u('u', n), n || '@example.com', 'x' from generate_series(1, 200000, 20) n
            """,
            "insert into login (email, tenant_id, user_id) select email, tenant_id, user_id from app_user",
            """
            insert into user_session (tenant_id, session_id, user_id, kind, created_at, expires_at)
            select tenant_id, gen_random_uuid(), user_id, 'login', now(), now() + n * interval '1 day'
            from app_user, generate_series(-2, 7) n
            """,
            """
            insert into audit_event (tenant_id, audit_id, at, actor_kind, actor, action, object_kind, object)
            select t(n), u('e', n), now() - n * interval '1 second', 'user', 'a', 'device.accept', 'device', 'x'
            from generate_series(1, 200000) n
            """,
            """
            insert into idempotent_answer (tenant_id, user_id, key, request_hash, status, body, created_at)
            select t(n), u('u', n), n::text, 'x', 200, 'x', now() - n * interval '1 second' from generate_series(1, 200000, 4) n
            """,
            """
            insert into feed_commit (seq, kinds, tenant_ids, ids)
            select n, array['device'], array[t(n)], array[u('d', n)] from generate_series(1, 100000) n
            """,
            "insert into readopted_device (tenant_id, device_id, identity_prefix, key_prefix)"
                    + " select t(n), u('d', n), substring(sha256(('i' || n)::bytea) for 16), substring(sha256('k') for 16)"
                    + " from generate_series(1, 200000, 10) n",
            """
            insert into device_presence (tenant_id, device_id, session_id, node_id, boot_id, online, reason,
                                         first_connected_at, connected_at, changed_at)
            select t(n), u('d', n), gen_random_uuid(), u('node', 1), u('boot', 1), true, '', now(), now(), now()
            from generate_series(1, 200000) n
            """,
            """
            insert into device_link_event (tenant_id, device_id, at, event_id, kind, reason)
            select t(n), u('d', n), now() - n * interval '1 second', gen_random_uuid(), 'connected', ''
            from generate_series(1, 200000) n
            """,
            """
            insert into device_session (tenant_id, session_id, device_id, user_id, kind, started_at, ended_at, recording)
            select t(n), u('s', n), u('d', n % 1000), u('u', n % 100), 'terminal', now() - n * interval '1 minute', now(), md5('r' || n)
            from generate_series(1, 200000) n
            """,
            """
            insert into device_command (tenant_id, command_id, device_id, kind, state, created_by, expires_at)
            select t(n), u('c', n), u('d', n), 'check_update', case when n % 100 = 0 then 'waiting' else 'answered' end,
                   u('u', 1), now() + interval '1 day'
            from generate_series(1, 200000) n
            """,
            """
            insert into device_url (tenant_id, url_id, device_id, slug, port, transport, mode)
            select tenant_id, gen_random_uuid(), device_id, translate(left(md5(device_id::text || n), 16), '0189', 'ghij'), 80 + n,
                   'http', 'private'
            from device, generate_series(1, 2) n
            """,
            "update feed_head set seq = 100000");

    private SeededFleet() {}

    static MigratedDatabase fresh() throws SQLException {
        MigratedDatabase database = MigratedDatabase.fresh();
        try (Connection connection = database.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set synchronous_commit = off");
            for (String sql : SEED) {
                statement.execute(sql);
            }
            statement.execute("vacuum analyze");
        }
        return database;
    }
}
