package io.holdfast.release;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The artifacts of a tenant, and the releases that those of one name make up. */
public final class Releases {
    /** An unpaged list ends here; Mender's own clients read it whole. */
    static final int LIST_MAX = 10_000;

    private final FleetTransactions transactions;

    public Releases(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    /** What became of an upload's last step. */
    public sealed interface AddOutcome {
        record Added(ArtifactId id) implements AddOutcome {}

        /** Another artifact serves the release for this device type already. */
        record Taken(String name, String deviceType, ArtifactId by) implements AddOutcome {}
    }

    /** What became of a deletion. */
    public sealed interface RemoveOutcome {
        record Removed(BlobKey blob) implements RemoveOutcome {}

        record Unknown() implements RemoveOutcome {}

        /** An unfinished deployment hands it out. */
        record InUse() implements RemoveOutcome {}
    }

    private static final String INSERT = """
            insert into artifact (tenant_id, artifact_id, name, description, blob_key, size_bytes, sha256, signed, contents)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
            """;

    private static final String CLAIM_DEVICE_TYPE = """
            insert into artifact_device_type (tenant_id, name, device_type, artifact_id) values (?, ?, ?, ?)
            on conflict (tenant_id, name, device_type) do nothing
            """;

    private static final String CLAIMED_BY = """
            select artifact_id from artifact_device_type where tenant_id = ? and name = ? and device_type = ?
            """;

    /** Puts a durable blob on record. On {@code Taken} nothing is recorded; the caller removes the blob. */
    public AddOutcome add(Caller caller, String requestId, NewArtifact artifact) {
        try {
            return transactions
                    .write(tx -> add(tx, caller, requestId, artifact))
                    .value();
        } catch (TakenException taken) {
            return taken.outcome;
        }
    }

    private static AddOutcome add(FleetTransaction tx, Caller caller, String requestId, NewArtifact artifact) {
        Connection connection = tx.connection();
        Query.on(connection, INSERT)
                .with(caller.tenant().value(), artifact.id().value(), artifact.name(), artifact.description())
                .with(artifact.blob().value(), artifact.size(), artifact.sha256(), artifact.signed())
                .with(artifact.contentsJson())
                .update();
        // One order for all uploads, so that two of one release cannot wait for each other.
        for (String type : artifact.deviceTypes().stream().sorted().distinct().toList()) {
            int claimed = Query.on(connection, CLAIM_DEVICE_TYPE)
                    .with(
                            caller.tenant().value(),
                            artifact.name(),
                            type,
                            artifact.id().value())
                    .update();
            if (claimed == 0) {
                throw new TakenException(new AddOutcome.Taken(
                        artifact.name(), type, claimedBy(connection, caller.tenant(), artifact.name(), type)));
            }
        }
        AuditTrail.byCaller(
                connection,
                caller,
                requestId,
                "artifact.upload",
                "artifact",
                artifact.id().toString(),
                Json.text(Json.object().put("name", artifact.name())));
        return new AddOutcome.Added(artifact.id());
    }

    private static ArtifactId claimedBy(Connection connection, TenantId tenant, String name, String type) {
        return Query.on(connection, CLAIMED_BY)
                .with(tenant.value(), name, type)
                .first(row -> new ArtifactId(Query.uuid(row, "artifact_id")))
                .orElseThrow(() -> new DatabaseException(new SQLException("the claim vanished; try again", "40001")));
    }

    private static final class TakenException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient AddOutcome.Taken outcome;

        TakenException(AddOutcome.Taken outcome) {
            super("taken", null, false, false);
            this.outcome = outcome;
        }
    }

    private static final String COLUMNS = """
            select a.artifact_id, a.name, a.description, a.blob_key, a.size_bytes, a.signed, a.contents::text as contents,
                   a.modified_at,
                   array(select t.device_type from artifact_device_type t
                         where t.tenant_id = a.tenant_id and t.artifact_id = a.artifact_id order by t.device_type)
                       as device_types
            from artifact a
            """;

    private static final String LIST = COLUMNS + """
            where a.tenant_id = ? and (? or a.name = ?)
            order by a.modified_at desc, a.artifact_id limit ? offset ?
            """;

    /** Artifacts, newest first; of one release when a name is given. */
    public List<Artifact> list(TenantId tenant, Optional<String> name, int limit, int offset) {
        return transactions.read(connection -> Query.on(connection, LIST)
                .with(tenant.value(), name.isEmpty(), name.orElse(""), Math.min(limit, LIST_MAX), offset)
                .list(Releases::read));
    }

    private static final String COUNT = """
            select count(*) as artifacts from artifact where tenant_id = ? and (? or name = ?)
            """;

    /** How many artifacts {@link #list} has in all. */
    public int count(TenantId tenant, Optional<String> name) {
        return transactions.read(connection -> Query.on(connection, COUNT)
                .with(tenant.value(), name.isEmpty(), name.orElse(""))
                .first(row -> row.getInt("artifacts"))
                .orElse(0));
    }

    private static final String ONE = COLUMNS + """
            where a.tenant_id = ? and a.artifact_id = ?
            """;

    public Optional<Artifact> find(TenantId tenant, ArtifactId id) {
        return transactions.read(connection ->
                Query.on(connection, ONE).with(tenant.value(), id.value()).first(Releases::read));
    }

    private static final String DESCRIBE = """
            update artifact set description = ?, modified_at = now() where tenant_id = ? and artifact_id = ?
            """;

    /** Changes the description; false when there is no such artifact. */
    public boolean describe(Caller caller, String requestId, ArtifactId id, String description) {
        return transactions
                .write(tx -> {
                    boolean found = Query.on(tx.connection(), DESCRIBE)
                                    .with(description, caller.tenant().value(), id.value())
                                    .update()
                            > 0;
                    if (found) {
                        audit(tx, caller, requestId, "artifact.describe", id);
                    }
                    return found;
                })
                .value();
    }

    private static final String LOCK = """
            select blob_key from artifact where tenant_id = ? and artifact_id = ? for update
            """;

    private static final String IN_USE = """
            select 1 from deployment_artifact u
            join deployment d on d.tenant_id = u.tenant_id and d.deployment_id = u.deployment_id
            where u.tenant_id = ? and u.artifact_id = ? and d.standing = 'active' limit 1
            """;

    private static final String RELEASE_DEVICE_TYPES = """
            delete from artifact_device_type where tenant_id = ? and artifact_id = ?
            """;

    private static final String DELETE = """
            delete from artifact where tenant_id = ? and artifact_id = ?
            """;

    /** Takes the artifact off record. The caller then removes the blob; a crash between leaves a blob that nothing names. */
    public RemoveOutcome remove(Caller caller, String requestId, ArtifactId id) {
        return transactions.write(tx -> remove(tx, caller, requestId, id)).value();
    }

    private static RemoveOutcome remove(FleetTransaction tx, Caller caller, String requestId, ArtifactId id) {
        Connection connection = tx.connection();
        Object[] key = {caller.tenant().value(), id.value()};
        Optional<BlobKey> blob =
                Query.on(connection, LOCK).with(key).first(row -> new BlobKey(row.getString("blob_key")));
        if (blob.isEmpty()) {
            return new RemoveOutcome.Unknown();
        }
        if (Query.on(connection, IN_USE).with(key).first(row -> true).isPresent()) {
            return new RemoveOutcome.InUse();
        }
        Query.on(connection, RELEASE_DEVICE_TYPES).with(key).update();
        Query.on(connection, DELETE).with(key).update();
        audit(tx, caller, requestId, "artifact.delete", id);
        return new RemoveOutcome.Removed(blob.get());
    }

    private static void audit(FleetTransaction tx, Caller caller, String requestId, String action, ArtifactId id) {
        AuditTrail.byCaller(tx.connection(), caller, requestId, action, "artifact", id.toString(), "{}");
    }

    private static Artifact read(ResultSet row) throws SQLException {
        Array types = row.getArray("device_types");
        return new Artifact(
                new ArtifactId(Query.uuid(row, "artifact_id")),
                row.getString("name"),
                row.getString("description"),
                new BlobKey(row.getString("blob_key")),
                row.getLong("size_bytes"),
                row.getBoolean("signed"),
                List.of((String[]) types.getArray()),
                row.getString("contents"),
                Query.instant(row, "modified_at"));
    }
}
