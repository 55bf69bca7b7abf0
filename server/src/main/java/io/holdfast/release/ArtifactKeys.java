package io.holdfast.release;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.artifact.SigningKey;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The public keys that a tenant signs its artifacts with. They tell people who signed what; an artifact signed with another key is
 * kept and shown as such, because only devices decide what they install.
 */
public final class ArtifactKeys {
    /** Keys of a tenant: each is tried on every upload. */
    public static final int MAX = 32;

    private final FleetTransactions transactions;
    private final StorageQuota quota = new StorageQuota(StorageLimit.unlimited());

    public ArtifactKeys(FleetTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * A key on record.
     *
     * @param algorithm {@code rsa} or {@code ecdsa}
     * @param fingerprint SHA-256 of the SubjectPublicKeyInfo, hex digits
     */
    public record Key(SigningKeyId id, String name, String algorithm, String fingerprint, Instant created) {}

    /** What became of a key that was added. */
    public sealed interface AddOutcome {
        /** @param verified how many artifacts on record it signed */
        record Added(SigningKeyId id, int verified) implements AddOutcome {}

        record Known(SigningKeyId id) implements AddOutcome {}

        record TooMany() implements AddOutcome {}
    }

    private static final String COUNT = """
            select count(*) as keys from signing_key where tenant_id = ?
            """;

    private static final String INSERT = """
            insert into signing_key (tenant_id, key_id, name, algorithm, public_key, fingerprint)
            values (?, ?, ?, ?, ?, ?)
            on conflict (tenant_id, fingerprint) do nothing
            """;

    private static final String SAME = """
            select key_id from signing_key where tenant_id = ? and fingerprint = ?
            """;

    /** Adds a key and tries it on every signature on record. */
    public AddOutcome add(Caller caller, String requestId, String name, SigningKey key) {
        return transactions.write(tx -> add(tx, caller, requestId, name, key)).value();
    }

    private AddOutcome add(FleetTransaction tx, Caller caller, String requestId, String name, SigningKey key) {
        Connection connection = tx.connection();
        TenantId tenant = caller.tenant();
        quota.hold(connection, tenant);
        Optional<SigningKeyId> same = Query.on(connection, SAME)
                .with(tenant.value(), key.fingerprint())
                .first(row -> new SigningKeyId(Query.uuid(row, "key_id")));
        if (same.isPresent()) {
            return new AddOutcome.Known(same.get());
        }
        int keys = Query.on(connection, COUNT)
                .with(tenant.value())
                .first(row -> row.getInt("keys"))
                .orElse(0);
        if (keys >= MAX) {
            return new AddOutcome.TooMany();
        }
        SigningKeyId id = SigningKeyId.random();
        Query.on(connection, INSERT)
                .with(tenant.value(), id.value(), name, Signatures.stored(key.algorithm()))
                .with(key.der(), key.fingerprint())
                .update();
        int verified = Signatures.verify(connection, tenant, id, key);
        String detail = Json.text(Json.object().put("name", name));
        AuditTrail.byCaller(connection, caller, requestId, "signing-key.add", "signing-key", id.toString(), detail);
        return new AddOutcome.Added(id, verified);
    }

    private static final String LIST = """
            select key_id, name, algorithm, encode(fingerprint, 'hex') as fingerprint, created_at
            from signing_key where tenant_id = ? order by created_at, key_id
            """;

    public List<Key> list(TenantId tenant) {
        return transactions.read(connection -> Query.on(connection, LIST)
                .with(tenant.value())
                .list(row -> new Key(
                        new SigningKeyId(Query.uuid(row, "key_id")),
                        row.getString("name"),
                        row.getString("algorithm"),
                        row.getString("fingerprint"),
                        Query.instant(row, "created_at"))));
    }

    private static final String FORGET_VERIFICATIONS = """
            delete from artifact_verification where tenant_id = ? and key_id = ?
            """;

    private static final String DELETE = """
            delete from signing_key where tenant_id = ? and key_id = ?
            """;

    /** Removes a key: what it signed is signed with an unknown key from now on. False when there is no such key. */
    public boolean remove(Caller caller, String requestId, SigningKeyId id) {
        return transactions
                .write(tx -> {
                    Connection connection = tx.connection();
                    Object[] key = {caller.tenant().value(), id.value()};
                    quota.hold(connection, caller.tenant());
                    Query.on(connection, FORGET_VERIFICATIONS).with(key).update();
                    boolean found = Query.on(connection, DELETE).with(key).update() > 0;
                    if (found) {
                        AuditTrail.byCaller(
                                connection,
                                caller,
                                requestId,
                                "signing-key.delete",
                                "signing-key",
                                id.toString(),
                                "{}");
                    }
                    return found;
                })
                .value();
    }
}
