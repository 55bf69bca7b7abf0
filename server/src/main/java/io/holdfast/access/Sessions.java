package io.holdfast.access;

import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.tenancy.TenantId;
import io.holdfast.tenancy.Tenants;
import io.holdfast.wire.token.TokenKey;
import io.holdfast.wire.token.UserToken;
import io.holdfast.wire.token.UserTokenOutcome;
import io.holdfast.wire.token.UserTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Opens, judges and ends sessions. Every call asks the session's row and the tenant's, so that a sign-out and a suspension hold at once,
 * on every node.
 */
public final class Sessions {
    private static final Duration RETRY = Duration.ofSeconds(5);
    // Mender's API documents this accuracy; more would be a write for every call.
    private static final Duration LAST_USED_ACCURACY = Duration.ofMinutes(5);

    private static final Refusal NO_KEY =
            new Refusal(503, "access.no-signing-key", "The server has not read its signing keys yet. Try again.");

    private final FleetTransactions transactions;
    private final UserKeys keys;
    private final Clock clock;

    public Sessions(FleetTransactions transactions, UserKeys keys, Clock clock) {
        this.transactions = transactions;
        this.keys = keys;
        this.clock = clock;
    }

    /** Judges the text after {@code Bearer } or of the cookie. Asks the database; never throws for its absence. */
    public TokenVerdict judge(String token) {
        return switch (UserTokens.read(token, keys)) {
            case UserTokenOutcome.Valid valid -> standing(valid.token());
            case UserTokenOutcome.UnknownKey unknown ->
                keys.complete() ? new TokenVerdict.Refused() : new TokenVerdict.Unavailable(RETRY);
            case UserTokenOutcome.Malformed malformed -> new TokenVerdict.Refused();
            case UserTokenOutcome.BadSignature bad -> new TokenVerdict.Refused();
            case UserTokenOutcome.NotAUserToken other -> new TokenVerdict.Refused();
        };
    }

    private TokenVerdict standing(UserToken token) {
        Caller caller = new Caller(
                new TenantId(token.tenantId()), new UserId(token.userId()), new SessionId(token.sessionId()));
        try {
            return transactions
                    .read(connection -> SessionRows.find(connection, caller)
                            .filter(session -> Tenants.served(connection, caller.tenant())))
                    .map(this::judge)
                    .orElseGet(TokenVerdict.Refused::new);
        } catch (DatabaseException trouble) {
            return switch (trouble.kind()) {
                case UNAVAILABLE, CONTENTION -> new TokenVerdict.Unavailable(RETRY);
                case BAD_DATA, FAULT -> throw trouble;
            };
        }
    }

    private TokenVerdict judge(Session session) {
        Instant now = clock.now();
        if (session.end().passed(now)) {
            return new TokenVerdict.Refused();
        }
        if (session.kind() == Session.Kind.PERSONAL_ACCESS_TOKEN) {
            used(session, now);
        }
        return new TokenVerdict.SignedIn(session.caller());
    }

    /** Of these, those whose session or token is still good. Throws {@link DatabaseException} when that cannot be told. */
    public Set<Caller> standing(Set<Caller> callers) {
        return transactions.read(connection -> SessionRows.standing(connection, callers, clock.now()));
    }

    private void used(Session session, Instant now) {
        boolean lately = session.lastUsed()
                .map(at -> at.plus(LAST_USED_ACCURACY).isAfter(now))
                .orElse(false);
        if (!lately) {
            transactions.write(tx -> {
                SessionRows.touch(tx.connection(), session.caller(), now);
                return true;
            });
        }
    }

    /** Ends the caller's own sign-in or token; effective with the return, wherever its token is shown. */
    public void end(Caller caller, String requestId) {
        transactions.write(tx -> {
            boolean ended = SessionRows.delete(tx.connection(), caller, Session.Kind.LOGIN)
                    || SessionRows.delete(tx.connection(), caller, Session.Kind.PERSONAL_ACCESS_TOKEN);
            if (ended) {
                AuditTrail.byCaller(
                        tx.connection(),
                        caller,
                        requestId,
                        "session.end",
                        "session",
                        caller.session().toString(),
                        "{}");
            }
            return ended;
        });
    }

    /** The token for a session whose row is written in the same deed. Throws {@code RefusedException}, 503, without a key. */
    SecretText token(Session session) {
        Optional<TokenKey> key = keys.signing();
        Caller caller = session.caller();
        UserToken token = new UserToken(
                caller.user().value(),
                caller.session().value(),
                caller.tenant().value(),
                session.created().getEpochSecond(),
                session.end().epochSeconds());
        return SecretText.of(UserTokens.mint(token, key.orElseThrow(NO_KEY::exception)));
    }
}
