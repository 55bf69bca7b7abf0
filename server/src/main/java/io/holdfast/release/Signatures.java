package io.holdfast.release;

import io.holdfast.platform.database.Query;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.artifact.ManifestSignature;
import io.holdfast.wire.artifact.SigningKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The signatures on record and which key made them. Its callers hold the tenant's storage row, so that no pair is missed. */
final class Signatures {
    /** Half a second of verifying between two statements at the worst, of the two that a transaction may be idle. */
    private static final int BATCH = 500;

    private Signatures() {}

    private static final String INSERT = """
            insert into artifact_signature (tenant_id, artifact_id, algorithm, manifest_sha256, signature)
            values (?, ?, ?, decode(?, 'hex'), ?)
            """;

    private static final String KEYS = """
            select key_id, public_key from signing_key where tenant_id = ? order by key_id
            """;

    static void record(Connection connection, TenantId tenant, ArtifactId artifact, ManifestSignature signature) {
        Query.on(connection, INSERT)
                .with(tenant.value(), artifact.value(), stored(signature.algorithm()))
                .with(signature.manifestSha256(), signature.base64())
                .update();
        record Known(SigningKeyId id, SigningKey key) {}
        List<Known> keys = Query.on(connection, KEYS)
                .with(tenant.value())
                .list(row -> new Known(
                        new SigningKeyId(Query.uuid(row, "key_id")), SigningKey.fromDer(row.getBytes("public_key"))));
        for (Known known : keys) {
            if (known.key().verifies(signature)) {
                verified(connection, tenant, artifact.value(), known.id());
            }
        }
    }

    private static final String OF_ALGORITHM = """
            select artifact_id, encode(manifest_sha256, 'hex') as manifest, signature
            from artifact_signature
            where tenant_id = ? and algorithm = ? and artifact_id > ?
            order by artifact_id limit ?
            """;

    private record Stored(UUID artifact, ManifestSignature signature) {}

    /** Tries a new key on every signature of the tenant; how many it made. */
    static int verify(Connection connection, TenantId tenant, SigningKeyId id, SigningKey key) {
        int verified = 0;
        UUID last = new UUID(0, 0);
        List<Stored> batch;
        do {
            batch = Query.on(connection, OF_ALGORITHM)
                    .with(tenant.value(), stored(key.algorithm()), last, BATCH)
                    .list(Signatures::read);
            for (Stored stored : batch) {
                last = stored.artifact();
                if (key.verifies(stored.signature())) {
                    verified(connection, tenant, stored.artifact(), id);
                    verified++;
                }
            }
        } while (batch.size() == BATCH);
        return verified;
    }

    private static Stored read(ResultSet row) throws SQLException {
        return new Stored(
                Query.uuid(row, "artifact_id"),
                new ManifestSignature(row.getString("manifest"), row.getString("signature")));
    }

    private static final String VERIFIED = """
            insert into artifact_verification (tenant_id, artifact_id, key_id) values (?, ?, ?)
            on conflict (tenant_id, artifact_id, key_id) do nothing
            """;

    private static void verified(Connection connection, TenantId tenant, UUID artifact, SigningKeyId key) {
        Query.on(connection, VERIFIED)
                .with(tenant.value(), artifact, key.value())
                .update();
    }

    private static final String FORGET_VERIFICATIONS = """
            delete from artifact_verification where tenant_id = ? and artifact_id = ?
            """;

    private static final String FORGET = """
            delete from artifact_signature where tenant_id = ? and artifact_id = ?
            """;

    static void forget(Connection connection, TenantId tenant, ArtifactId artifact) {
        Query.on(connection, FORGET_VERIFICATIONS)
                .with(tenant.value(), artifact.value())
                .update();
        Query.on(connection, FORGET).with(tenant.value(), artifact.value()).update();
    }

    static String stored(ManifestSignature.Algorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT);
    }
}
