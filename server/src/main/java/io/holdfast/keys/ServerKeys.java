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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

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
     * Makes the keys that are missing, and gives those that this node's master key opens. Nodes that start at once end up with the
     * same keys. One that cannot be opened takes nothing from the others: what it signed is put off, and nothing else.
     *
     * @throws StartRefused {@code secrets.master-key-wrong} when this node's master key opens none of them
     */
    public List<ServerKey> ensure() {
        transactions.write(transaction -> {
            for (KeyPurpose purpose : KeyPurpose.values()) {
                create(transaction, purpose);
            }
            return true;
        });
        KeyOpener opener = KeyOpener.with(master);
        List<ServerKey> open = new ArrayList<>();
        Set<String> why = new TreeSet<>();
        for (SealedServerKey key : load()) {
            try {
                open.add(opener.open(key));
            } catch (UnreadableSecret unreadable) {
                why.add(unreadable.code());
            }
        }
        if (open.isEmpty()) {
            throw new StartRefused(
                    "secrets.master-key-wrong",
                    "The signing keys in the database cannot be opened with this node's master key ("
                            + String.join(", ", why) + ").",
                    "Give this node the master key file that the other nodes have, or restore it from the backup.");
        }
        return List.copyOf(open);
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

    // Announced keys verify: another node may sign with them a moment before this one hears of it.
    private static final String LOAD = """
            select purpose, key_id, sealed, standing
            from server_key
            where standing in ('announced', 'signing', 'verifying')
            order by purpose, key_id
            limit ?
            """;

    /** As {@link #load()}, on a connection of the caller's. */
    public static List<SealedServerKey> load(Connection connection) {
        return load(connection, (keyId, why) -> {
            throw why;
        });
    }

    /** Told of a row that this version does not know how to read. */
    @FunctionalInterface
    public interface Unreadable {
        void row(int keyId, IllegalArgumentException why);
    }

    /** As {@link #load(Connection)}, without the rows that cannot be read. */
    public static List<SealedServerKey> load(Connection connection, Unreadable unreadable) {
        return Query.on(connection, LOAD).with(KEYS_MAX).list(row -> read(row, unreadable)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<SealedServerKey> read(ResultSet row, Unreadable unreadable) throws SQLException {
        try {
            return Optional.of(new SealedServerKey(
                    KeyPurpose.stored(row.getString("purpose")),
                    row.getInt("key_id"),
                    KeyStanding.stored(row.getString("standing")),
                    Objects.requireNonNull(row.getBytes("sealed"))));
        } catch (IllegalArgumentException unknownName) {
            unreadable.row(row.getInt("key_id"), unknownName);
            return Optional.empty();
        }
    }
}
