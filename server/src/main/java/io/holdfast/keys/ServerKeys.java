package io.holdfast.keys;

import io.holdfast.feed.Change;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.secrets.MasterKey;
import io.holdfast.platform.secrets.SealedSecret;
import io.holdfast.platform.secrets.SecretBytes;
import io.holdfast.platform.secrets.UnreadableSecret;
import io.holdfast.platform.startup.StartRefused;
import java.sql.Connection;
import java.util.List;

/** The signing keys in the database. */
public final class ServerKeys {
    // The length of the hash that the keys are used with; HMAC gains nothing from more.
    private static final int SECRET_BYTES = 32;
    // A purpose has one signing key and those it follows; a hundred is years of rotations.
    private static final int KEYS_MAX = 1_000;

    private final FleetTransactions transactions;
    private final MasterKey master;
    private final Dice dice;

    /** The dice must be {@linkplain Dice#secure() secure}. */
    public ServerKeys(FleetTransactions transactions, MasterKey master, Dice dice) {
        this.transactions = transactions;
        this.master = master;
        this.dice = dice;
    }

    /**
     * Makes the keys that are missing and opens all. Nodes that start at once end up with the same keys.
     *
     * @throws StartRefused {@code secrets.master-key-wrong} when this node's master key does not open them
     */
    public List<ServerKey> ensure() {
        transactions.write(transaction -> {
            for (KeyPurpose purpose : KeyPurpose.values()) {
                create(transaction, purpose);
            }
            return true;
        });
        try {
            return load().stream().map(KeyOpener.with(master)::open).toList();
        } catch (UnreadableSecret unreadable) {
            throw new StartRefused(
                    "secrets.master-key-wrong",
                    "The signing keys in the database cannot be opened with this node's master key ("
                            + unreadable.code() + ").",
                    "Give this node the master key file that the other nodes have, or restore it from the backup.");
        }
    }

    /** All keys that are not retired, sealed; reads only. */
    public List<SealedServerKey> load() {
        return transactions.read(ServerKeys::load);
    }

    private static final String CREATE = """
            insert into server_key (purpose, key_id, sealed, standing)
            select ?, 1, ?, 'signing'
            where not exists (select 1 from server_key where purpose = ?)
            on conflict do nothing
            """;

    private void create(FleetTransaction transaction, KeyPurpose purpose) {
        SealedSecret sealed = KeyOpener.seal(master, purpose, 1, SecretBytes.of(dice.bytes(SECRET_BYTES)));
        int created = Query.on(transaction.connection(), CREATE)
                .with(purpose.storedName(), sealed.bytes(), purpose.storedName())
                .update();
        if (created > 0) {
            transaction.changed(new Change.KeysChanged());
        }
    }

    private static final String LOAD = """
            select purpose, key_id, sealed, standing
            from server_key
            where standing <> 'retired'
            order by purpose, key_id
            limit ?
            """;

    /** As {@link #load()}, on a connection of the caller's. */
    public static List<SealedServerKey> load(Connection connection) {
        return Query.on(connection, LOAD)
                .with(KEYS_MAX)
                .list(row -> new SealedServerKey(
                        KeyPurpose.stored(row.getString("purpose")),
                        row.getInt("key_id"),
                        KeyStanding.stored(row.getString("standing")),
                        SealedSecret.parse(row.getBytes("sealed"))));
    }
}
