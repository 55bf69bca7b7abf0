package io.holdfast.release;

import io.holdfast.platform.database.Query;
import io.holdfast.wire.artifact.ManifestSignature;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** An artifact as its rows have it. */
final class ArtifactRows {
    private ArtifactRows() {}

    /** The beginning of a query for artifacts, which are {@code a}. */
    static final String COLUMNS = """
            select a.artifact_id, a.name, a.description, a.blob_key, a.size_bytes, a.signed, a.contents::text as contents,
                   a.modified_at,
                   array(select t.device_type from artifact_device_type t
                         where t.tenant_id = a.tenant_id and t.artifact_id = a.artifact_id
                         union
                         select c.device_type from artifact_claim c
                         where c.tenant_id = a.tenant_id and c.artifact_id = a.artifact_id
                         order by device_type) as device_types,
                   (select s.algorithm from artifact_signature s
                     where s.tenant_id = a.tenant_id and s.artifact_id = a.artifact_id) as algorithm,
                   array(select k.key_id from artifact_verification v
                         join signing_key k on k.tenant_id = v.tenant_id and k.key_id = v.key_id
                         where v.tenant_id = a.tenant_id and v.artifact_id = a.artifact_id order by k.key_id) as key_ids,
                   array(select k.name from artifact_verification v
                         join signing_key k on k.tenant_id = v.tenant_id and k.key_id = v.key_id
                         where v.tenant_id = a.tenant_id and v.artifact_id = a.artifact_id order by k.key_id) as key_names
            from artifact a
            """;

    static Artifact read(ResultSet row) throws SQLException {
        return new Artifact(
                new ArtifactId(Query.uuid(row, "artifact_id")),
                row.getString("name"),
                row.getString("description"),
                new BlobKey(row.getString("blob_key")),
                row.getLong("size_bytes"),
                signing(row),
                List.of((String[]) row.getArray("device_types").getArray()),
                row.getString("contents"),
                Query.instant(row, "modified_at"));
    }

    private static Signing signing(ResultSet row) throws SQLException {
        if (!row.getBoolean("signed")) {
            return new Signing.Unsigned();
        }
        // One that was uploaded before signatures were kept has no algorithm on record.
        ManifestSignature.Algorithm algorithm = Optional.ofNullable(row.getString("algorithm"))
                .map(text -> ManifestSignature.Algorithm.valueOf(text.toUpperCase(Locale.ROOT)))
                .orElse(ManifestSignature.Algorithm.UNKNOWN);
        UUID[] ids = (UUID[]) row.getArray("key_ids").getArray();
        String[] names = (String[]) row.getArray("key_names").getArray();
        List<Signing.KeyName> keys = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            keys.add(new Signing.KeyName(new SigningKeyId(ids[i]), names[i]));
        }
        return new Signing.Signed(algorithm, keys);
    }
}
