package io.holdfast.release;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The artifacts of a tenant, and the releases that those of one name make up. */
public final class Releases {
    /** An unpaged list ends here; Mender's own clients read it whole. */
    static final int LIST_MAX = 10_000;

    /** Deployments that are named where a deletion is refused, and those that a page shows. */
    private static final int USES_NAMED = 3;

    private static final int USES_SHOWN = 50;

    private final FleetTransactions transactions;
    private final StorageQuota quota = new StorageQuota(StorageLimit.unlimited());

    public Releases(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    /** Room for uploads under the tenants' limits. */
    StorageReservations reservations(Clock clock) {
        return new StorageReservations(transactions, quota, clock);
    }

    /** What became of an upload's last step. */
    public sealed interface AddOutcome {
        record Added(ArtifactId id) implements AddOutcome {}

        /** Another artifact serves the release for devices of this type that this one would serve too. */
        record Taken(String name, String deviceType, ArtifactId by) implements AddOutcome {}

        /** The tenant's limit does not admit it. */
        record OverLimit(StorageUsage usage) implements AddOutcome {}

        /** It depends on more combinations of values than are kept apart. */
        record TooManyCombinations(int limit) implements AddOutcome {}
    }

    /** What became of a deletion. */
    public sealed interface RemoveOutcome {
        record Removed(BlobKey blob) implements RemoveOutcome {}

        record Unknown() implements RemoveOutcome {}

        /** Unfinished deployments hand it out; the oldest few of them. */
        record InUse(List<ArtifactUse> by) implements RemoveOutcome {
            public InUse {
                by = List.copyOf(by);
            }
        }
    }

    private static final String INSERT = """
            insert into artifact (tenant_id, artifact_id, name, description, blob_key, size_bytes, sha256, signed, contents)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
            """;

    /** Puts a durable blob on record. Unless it is {@code Added} nothing is recorded; the caller removes the blob. */
    public AddOutcome add(Caller caller, String requestId, NewArtifact artifact) {
        return add(caller, requestId, artifact, UUID.randomUUID());
    }

    /** As above; the reservation's room becomes the artifact's own. */
    AddOutcome add(Caller caller, String requestId, NewArtifact artifact, UUID reservation) {
        Optional<List<Claim>> claims = Claim.of(artifact.depends());
        if (claims.isEmpty()) {
            return new AddOutcome.TooManyCombinations(Claim.MAX);
        }
        try {
            return transactions
                    .write(tx -> {
                        admit(tx.connection(), caller.tenant(), artifact.size(), reservation);
                        return add(tx, caller, requestId, artifact, claims.get());
                    })
                    .value();
        } catch (NotAdded refused) {
            return refused.outcome;
        }
    }

    /** Under the tenant's row, so that what fits now still fits at the commit. */
    private void admit(Connection connection, TenantId tenant, long size, UUID reservation) {
        StorageUsage usage = quota.used(connection, tenant, quota.hold(connection, tenant), reservation);
        if (usage.grant(size) < size) {
            throw new NotAdded(new AddOutcome.OverLimit(usage));
        }
        StorageReservations.release(connection, tenant, reservation);
    }

    private static AddOutcome add(
            FleetTransaction tx, Caller caller, String requestId, NewArtifact artifact, List<Claim> claims) {
        Connection connection = tx.connection();
        TenantId tenant = caller.tenant();
        Query.on(connection, INSERT)
                .with(tenant.value(), artifact.id().value(), artifact.name(), artifact.description())
                .with(artifact.blob().value(), artifact.size(), artifact.sha256())
                .with(artifact.signature().isPresent(), artifact.contentsJson())
                .update();
        ArtifactClaims.claim(connection, tenant, artifact, claims).ifPresent(overlap -> {
            throw new NotAdded(new AddOutcome.Taken(artifact.name(), overlap.deviceType(), overlap.by()));
        });
        artifact.signature().ifPresent(by -> Signatures.record(connection, tenant, artifact.id(), by));
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

    /** Rolls back what was written before the refusal was known. */
    private static final class NotAdded extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient AddOutcome outcome;

        NotAdded(AddOutcome outcome) {
            super("not added", null, false, false);
            this.outcome = outcome;
        }
    }

    private static final String LIST = ArtifactRows.COLUMNS + """
            where a.tenant_id = ? and (? or a.name = ?)
            order by a.modified_at desc, a.artifact_id limit ? offset ?
            """;

    /** Artifacts, newest first; of one release when a name is given. */
    public List<Artifact> list(TenantId tenant, Optional<String> name, int limit, int offset) {
        return transactions.read(connection -> Query.on(connection, LIST)
                .with(tenant.value(), name.isEmpty(), name.orElse(""), Math.min(limit, LIST_MAX), offset)
                .list(ArtifactRows::read));
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

    private static final String ONE = ArtifactRows.COLUMNS + """
            where a.tenant_id = ? and a.artifact_id = ?
            """;

    public Optional<Artifact> find(TenantId tenant, ArtifactId id) {
        return transactions.read(connection ->
                Query.on(connection, ONE).with(tenant.value(), id.value()).first(ArtifactRows::read));
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
            select name, blob_key from artifact where tenant_id = ? and artifact_id = ? for update
            """;

    private static final String USES = """
            select d.deployment_id, d.name, d.standing = 'active' as active, d.created_at
            from deployment d
            where d.tenant_id = ? and (d.standing = 'active' or ?)
              and d.deployment_id in (select u.deployment_id from deployment_artifact u
                                      where u.tenant_id = ? and u.artifact_id = ?
                                      union
                                      select o.deployment_id from deployment_offer o
                                      where o.tenant_id = ? and o.artifact_id = ?)
            order by d.created_at, d.deployment_id limit ?
            """;

    /** Deployments that hand the artifact out or did, oldest first. */
    public List<ArtifactUse> uses(TenantId tenant, ArtifactId id) {
        return transactions.read(connection -> uses(connection, tenant, id, true, USES_SHOWN));
    }

    private static List<ArtifactUse> uses(
            Connection connection, TenantId tenant, ArtifactId id, boolean finishedToo, int limit) {
        return Query.on(connection, USES)
                .with(tenant.value(), finishedToo)
                .with(tenant.value(), id.value(), tenant.value(), id.value(), limit)
                .list(row -> new ArtifactUse(
                        Query.uuid(row, "deployment_id"),
                        row.getString("name"),
                        row.getBoolean("active"),
                        Query.instant(row, "created_at")));
    }

    private static final String DELETE = """
            delete from artifact where tenant_id = ? and artifact_id = ?
            """;

    private record Locked(String name, BlobKey blob) {}

    /** Takes the artifact off record. The caller then removes the blob; a crash between leaves a blob that nothing names. */
    public RemoveOutcome remove(Caller caller, String requestId, ArtifactId id) {
        return transactions.write(tx -> remove(tx, caller, requestId, id)).value();
    }

    private RemoveOutcome remove(FleetTransaction tx, Caller caller, String requestId, ArtifactId id) {
        Connection connection = tx.connection();
        TenantId tenant = caller.tenant();
        quota.hold(connection, tenant);
        Optional<Locked> locked = Query.on(connection, LOCK)
                .with(tenant.value(), id.value())
                .first(row -> new Locked(row.getString("name"), new BlobKey(row.getString("blob_key"))));
        if (locked.isEmpty()) {
            return new RemoveOutcome.Unknown();
        }
        List<ArtifactUse> uses = uses(connection, tenant, id, false, USES_NAMED);
        if (!uses.isEmpty()) {
            return new RemoveOutcome.InUse(uses);
        }
        Signatures.forget(connection, tenant, id);
        Query.on(connection, DELETE).with(tenant.value(), id.value()).update();
        ArtifactClaims.forget(connection, tenant, id, locked.get().name());
        audit(tx, caller, requestId, "artifact.delete", id);
        return new RemoveOutcome.Removed(locked.get().blob());
    }

    private static void audit(FleetTransaction tx, Caller caller, String requestId, String action, ArtifactId id) {
        AuditTrail.byCaller(tx.connection(), caller, requestId, action, "artifact", id.toString(), "{}");
    }
}
