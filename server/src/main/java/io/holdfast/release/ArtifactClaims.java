package io.holdfast.release;

import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;

/**
 * Which artifact of a release a device gets. Its callers hold the tenant's storage row; that two artifacts never share a combination
 * is nevertheless the key's doing, because a node of an older version takes no such lock.
 */
final class ArtifactClaims {
    private ArtifactClaims() {}

    /** Another artifact of the release that serves the same devices. */
    record Overlap(String deviceType, ArtifactId by) {}

    private static final String CLAIM = """
            insert into artifact_claim (tenant_id, name, depends_key, device_type, artifact_id, depends_count)
            select ?, ?, decode(c.key, 'hex'), c.device_type, ?, ?
            from unnest(?::text[], ?::text[]) as c(key, device_type)
            order by c.key
            on conflict (tenant_id, name, depends_key) do nothing
            """;

    private static final String CLAIMED_BY = """
            select c.artifact_id, c.device_type
            from artifact_claim c
            join unnest(?::text[]) as k(key) on c.depends_key = decode(k.key, 'hex')
            where c.tenant_id = ? and c.name = ? and c.artifact_id <> ?
            limit 1
            """;

    // An artifact that a node of an older version put on record claims all devices of its types.
    private static final String CLAIMED_BEFORE = """
            select t.artifact_id, t.device_type
            from artifact_device_type t
            where t.tenant_id = ? and t.name = ? and t.device_type = any(?)
              and not exists (select 1 from artifact_claim c
                              where c.tenant_id = t.tenant_id and c.artifact_id = t.artifact_id)
            limit 1
            """;

    /** Claims all combinations, or says who has one of them; then the caller rolls back. */
    static Optional<Overlap> claim(Connection connection, TenantId tenant, NewArtifact artifact, List<Claim> claims) {
        String[] keys = claims.stream().map(Claim::key).toArray(String[]::new);
        String[] types = claims.stream().map(Claim::deviceType).toArray(String[]::new);
        int claimed = Query.on(connection, CLAIM)
                .with(tenant.value(), artifact.name(), artifact.id().value())
                .with(artifact.depends().size(), keys, types)
                .update();
        if (claimed < claims.size()) {
            return Query.on(connection, CLAIMED_BY)
                    .with((Object) keys)
                    .with(tenant.value(), artifact.name(), artifact.id().value())
                    .first(row ->
                            new Overlap(row.getString("device_type"), new ArtifactId(Query.uuid(row, "artifact_id"))));
        }
        Optional<Overlap> before = Query.on(connection, CLAIMED_BEFORE)
                .with(tenant.value(), artifact.name(), types)
                .first(row ->
                        new Overlap(row.getString("device_type"), new ArtifactId(Query.uuid(row, "artifact_id"))));
        if (before.isEmpty()) {
            represent(connection, tenant, artifact.name());
        }
        return before;
    }

    // The least particular artifact stands for its device type: it is the one that any such device can install.
    private static final String REPRESENT = """
            insert into artifact_device_type (tenant_id, name, device_type, artifact_id)
            select distinct on (c.device_type) c.tenant_id, c.name, c.device_type, c.artifact_id
            from artifact_claim c
            join artifact a on a.tenant_id = c.tenant_id and a.artifact_id = c.artifact_id
            where c.tenant_id = ? and c.name = ?
            order by c.device_type, c.depends_count, a.created_at, c.artifact_id
            on conflict (tenant_id, name, device_type) do update set artifact_id = excluded.artifact_id
            where artifact_device_type.artifact_id <> excluded.artifact_id
            """;

    private static void represent(Connection connection, TenantId tenant, String name) {
        Query.on(connection, REPRESENT).with(tenant.value(), name).update();
    }

    private static final String FORGET_DEVICE_TYPES = """
            delete from artifact_device_type where tenant_id = ? and artifact_id = ?
            """;

    private static final String FORGET_CLAIMS = """
            delete from artifact_claim where tenant_id = ? and artifact_id = ?
            """;

    /** Gives the combinations free; another artifact of the release may now stand for the device types. */
    static void forget(Connection connection, TenantId tenant, ArtifactId artifact, String name) {
        Query.on(connection, FORGET_DEVICE_TYPES)
                .with(tenant.value(), artifact.value())
                .update();
        Query.on(connection, FORGET_CLAIMS)
                .with(tenant.value(), artifact.value())
                .update();
        represent(connection, tenant, name);
    }
}
