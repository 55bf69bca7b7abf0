package io.holdfast.access;

import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.tenancy.TenantId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The link by which the first administrator comes in: there is no default password. It stands while the server has no user at
 * all; its hash is in the database, its text in a file of the data directory that only the server's owner reads.
 */
public final class SetupLink {
    private static final int TOKEN_BYTES = 32;

    private final FleetTransactions transactions;
    private final PasswordHasher hasher;
    private final SetupLinkFile file;
    private final Supplier<TenantId> home;
    private final Dice dice;

    /**
     * The dice must be {@linkplain Dice#secure() secure}.
     *
     * @param home the tenant that the first administrator gets
     */
    public SetupLink(
            FleetTransactions transactions,
            PasswordHasher hasher,
            SetupLinkFile file,
            Supplier<TenantId> home,
            Dice dice) {
        this.transactions = transactions;
        this.hasher = hasher;
        this.file = file;
        this.home = home;
        this.dice = dice;
    }

    /** Called at every start: the link when the server has no user, else none, and then nothing of it is left. */
    public Optional<URI> prepare(URI publicUrl) {
        Optional<SecretText> kept = file.token();
        SecretText fresh =
                SecretText.of(Base64.getUrlEncoder().withoutPadding().encodeToString(dice.bytes(TOKEN_BYTES)));
        Optional<SecretText> token =
                transactions.write(tx -> prepare(tx.connection(), kept, fresh)).value();
        if (token.isEmpty()) {
            file.delete();
            return Optional.empty();
        }
        URI link = publicUrl.resolve("/setup?token=" + token.get().reveal());
        file.write(link);
        return Optional.of(link);
    }

    private static final String REPLACE = """
            insert into setup_link (only_one, token_hash) values (true, ?)
            on conflict (only_one) do update set token_hash = excluded.token_hash, created_at = now()
            """;

    private static Optional<SecretText> prepare(Connection connection, Optional<SecretText> kept, SecretText fresh) {
        if (UserRows.any(connection)) {
            delete(connection);
            return Optional.empty();
        }
        if (kept.isPresent() && matches(connection, kept.get().reveal())) {
            return kept;
        }
        Query.on(connection, REPLACE).with((Object) hash(fresh.reveal())).update();
        return Optional.of(fresh);
    }

    /** Whether the token opens the set-up now. */
    public boolean opens(String token) {
        return transactions.read(connection -> matches(connection, token) && !UserRows.any(connection));
    }

    /** Whether the server has its first user, so that no link will ever be shown again. */
    public boolean over() {
        return transactions.read(UserRows::any);
    }

    /** What became of the set-up. */
    public sealed interface Outcome {
        record Done(UserId administrator) implements Outcome {}

        /** Used already, replaced by a later one, or never ours. */
        record Refused() implements Outcome {}
    }

    /** Makes the first administrator and uses the link up, both or neither. */
    public Outcome redeem(String token, Email email, Password password) {
        if (!opens(token)) {
            return new Outcome.Refused();
        }
        PasswordHash hash = hasher.hash(password);
        TenantId tenant = home.get();
        UserId id = UserId.random();
        boolean done = transactions
                .write(tx -> {
                    Connection connection = tx.connection();
                    // The row's lock makes two redeemers queue; the second finds no row.
                    if (!matches(connection, token) || UserRows.any(connection) || !delete(connection)) {
                        return false;
                    }
                    UserRows.insert(connection, tenant, id, email, hash);
                    AuditTrail.byOperator(connection, tenant, "user.set-up", "user", id.toString());
                    return true;
                })
                .value();
        if (!done) {
            return new Outcome.Refused();
        }
        file.delete();
        return new Outcome.Done(id);
    }

    private static final String FIND = """
            select token_hash from setup_link where only_one
            """;

    private static boolean matches(Connection connection, String token) {
        return Query.on(connection, FIND)
                .first(row -> MessageDigest.isEqual(row.getBytes("token_hash"), hash(token)))
                .orElse(false);
    }

    private static final String DELETE = """
            delete from setup_link where only_one
            """;

    private static boolean delete(Connection connection) {
        return Query.on(connection, DELETE).update() == 1;
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
