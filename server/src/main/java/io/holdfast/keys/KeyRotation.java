package io.holdfast.keys;

import io.holdfast.feed.Change;
import io.holdfast.feed.Committed;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.secrets.MasterKey;
import io.holdfast.platform.secrets.SealedSecret;
import io.holdfast.platform.secrets.SecretBytes;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Changes what the cell signs with. A new key is announced first, and signs when every node that lives has read it: a node that meets
 * what another signed knows the key. What the older keys signed stays good until they are retired.
 */
public final class KeyRotation {
    private static final int SECRET_BYTES = 32;
    private static final int NODES_MAX = 100;

    /** As many keys of all purposes as are shown. */
    private static final int SHOWN_MAX = 1_000;

    private final FleetTransactions transactions;
    private final MasterKey master;
    private final Dice dice;

    /** The dice must be {@linkplain Dice#secure() secure}. */
    public KeyRotation(FleetTransactions transactions, MasterKey master, Dice dice) {
        this.transactions = transactions;
        this.master = master;
        this.dice = dice;
    }

    /** A key as people see it; never its secret. */
    public record KnownKey(KeyPurpose purpose, int keyId, KeyStanding standing, Instant created) {}

    /**
     * A key that is announced.
     *
     * @param seq the feed's number by which every node has it that has come so far
     */
    public record Announced(KeyPurpose purpose, int keyId, long seq) {}

    /** What became of a wish to sign with an announced key. */
    public sealed interface SignOutcome {
        /** It signs from now on. */
        record Signs() implements SignOutcome {}

        /** These nodes live and have not read it yet. */
        record NotYetOn(List<UUID> nodes) implements SignOutcome {}

        /** It is not announced any more: another rotation was faster. */
        record NotAnnounced() implements SignOutcome {}
    }

    /** What became of a wish to retire a key. */
    public sealed interface RetireOutcome {
        record Retired() implements RetireOutcome {}

        record Unknown() implements RetireOutcome {}

        /** Only a key that verifies and does not sign may go. */
        record NotVerifying(KeyStanding standing) implements RetireOutcome {}
    }

    private static final String LIST = """
            select purpose, key_id, standing, created_at from server_key order by purpose, key_id limit ?
            """;

    /** All keys there are and were. */
    public List<KnownKey> list() {
        return transactions.read(connection -> Query.on(connection, LIST)
                .with(SHOWN_MAX)
                .list(row -> new KnownKey(
                        KeyPurpose.stored(row.getString("purpose")),
                        row.getInt("key_id"),
                        KeyStanding.stored(row.getString("standing")),
                        Query.instant(row, "created_at"))));
    }

    // Locked in one order, so that two who rotate at once do it one after the other.
    private static final String LOCK = """
            select key_id from server_key where purpose = ? order by key_id for update
            """;

    // Read apart: who waited for the lock sees by it the keys that were there when he began to wait, and no newer one.
    private static final String HELD = """
            select key_id, standing from server_key where purpose = ? order by key_id
            """;

    private static final String ANNOUNCE = """
            insert into server_key (purpose, key_id, sealed, standing) values (?, ?, ?, 'announced')
            """;

    /**
     * Announces a new key, or finds the one that is announced already: a rotation that was interrupted goes on.
     */
    public Announced announce(KeyPurpose purpose) {
        Committed<Integer> committed = transactions.write(tx -> {
            List<Held> keys = hold(tx.connection(), purpose);
            Optional<Held> announced = announced(keys);
            if (announced.isPresent()) {
                tx.standsAlready();
                return announced.get().keyId();
            }
            return announce(tx, purpose, keys);
        });
        return new Announced(purpose, committed.value(), committed.seq().orElseThrow());
    }

    private static Optional<Held> announced(List<Held> keys) {
        return keys.stream()
                .filter(key -> key.standing() == KeyStanding.ANNOUNCED)
                .findFirst();
    }

    private int announce(FleetTransaction tx, KeyPurpose purpose, List<Held> keys) {
        int keyId = keys.stream().mapToInt(Held::keyId).max().orElse(0) + 1;
        SealedSecret sealed = KeyOpener.seal(master, purpose, keyId, SecretBytes.of(dice.bytes(SECRET_BYTES)));
        Query.on(tx.connection(), ANNOUNCE)
                .with(purpose.storedName(), keyId, sealed.bytes())
                .update();
        tx.changed(new Change.KeysChanged());
        return keyId;
    }

    private record Held(int keyId, KeyStanding standing) {}

    private static List<Held> hold(Connection connection, KeyPurpose purpose) {
        List<Integer> locked =
                Query.on(connection, LOCK).with(purpose.storedName()).list(row -> row.getInt("key_id"));
        if (locked.isEmpty()) {
            return List.of();
        }
        return Query.on(connection, HELD)
                .with(purpose.storedName())
                .list(row -> new Held(row.getInt("key_id"), KeyStanding.stored(row.getString("standing"))));
    }

    // A lease lives 10 s; a node without one serves nobody, or knows that it is blind.
    private static final String BEHIND = """
            select node_id
            from node
            where lease_renewed_at > now() - interval '10 seconds' and applied_seq < ?
            order by node_id
            limit ?
            """;

    private static final String STAND = """
            update server_key set standing = ? where purpose = ? and key_id = ?
            """;

    /**
     * Lets an announced key sign, unless a node lives that has not read it. The one that signed before verifies from then on. A node
     * says how far it has read every 3 s.
     */
    public SignOutcome sign(Announced key) {
        return transactions
                .write(tx -> {
                    Connection connection = tx.connection();
                    List<Held> keys = hold(connection, key.purpose());
                    if (announced(keys)
                            .filter(held -> held.keyId() == key.keyId())
                            .isEmpty()) {
                        return new SignOutcome.NotAnnounced();
                    }
                    List<UUID> behind = behind(connection, key.seq());
                    if (!behind.isEmpty()) {
                        return new SignOutcome.NotYetOn(behind);
                    }
                    // The older first: at most one signs, by a unique index.
                    keys.stream()
                            .filter(held -> held.standing() == KeyStanding.SIGNING)
                            .forEach(held -> stand(connection, key.purpose(), held.keyId(), KeyStanding.VERIFYING));
                    stand(connection, key.purpose(), key.keyId(), KeyStanding.SIGNING);
                    tx.changed(new Change.KeysChanged());
                    return new SignOutcome.Signs();
                })
                .value();
    }

    private static List<UUID> behind(Connection connection, long seq) {
        return Query.on(connection, BEHIND).with(seq, NODES_MAX).list(row -> Query.uuid(row, "node_id"));
    }

    private static void stand(Connection connection, KeyPurpose purpose, int keyId, KeyStanding standing) {
        Query.on(connection, STAND)
                .with(standing.storedName(), purpose.storedName(), keyId)
                .update();
    }

    /** Ends the life of a key that signs no more: whatever it signed is refused from then on, and devices sign in anew. */
    public RetireOutcome retire(KeyPurpose purpose, int keyId) {
        return transactions
                .write(tx -> {
                    Optional<Held> key = hold(tx.connection(), purpose).stream()
                            .filter(held -> held.keyId() == keyId)
                            .findFirst();
                    if (key.isEmpty()) {
                        return new RetireOutcome.Unknown();
                    }
                    if (key.get().standing() != KeyStanding.VERIFYING) {
                        return new RetireOutcome.NotVerifying(key.get().standing());
                    }
                    stand(tx.connection(), purpose, keyId, KeyStanding.RETIRED);
                    tx.changed(new Change.KeysChanged());
                    return new RetireOutcome.Retired();
                })
                .value();
    }
}
