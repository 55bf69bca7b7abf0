package io.holdfast.access;

import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.database.Query;
import io.holdfast.platform.json.Json;
import io.holdfast.platform.secrets.SecretText;
import java.sql.Connection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Tokens that people make for their programs. */
public final class PersonalAccessTokens {
    /** A person has a few programs; a leak of hundreds of forgotten tokens is what this prevents. */
    public static final int PER_USER_MAX = 20;

    public static final int NAME_LENGTH_MAX = 256;

    private final FleetTransactions transactions;
    private final Sessions sessions;
    private final Clock clock;

    public PersonalAccessTokens(FleetTransactions transactions, Sessions sessions, Clock clock) {
        this.transactions = transactions;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** What became of the wish for a token. */
    public sealed interface Outcome {
        /** Its value, shown this once. */
        record Created(SessionId id, SecretText value) implements Outcome {}

        record NameTaken() implements Outcome {}

        /** The user has {@link #PER_USER_MAX} already. */
        record LimitReached() implements Outcome {}
    }

    /** Makes one. The name has 1 to {@link #NAME_LENGTH_MAX} characters. */
    public Outcome create(Caller caller, String requestId, String name, Optional<java.time.Duration> lifetime) {
        Instant now = clock.now().truncatedTo(ChronoUnit.MILLIS);
        SessionEnd end = lifetime.map(span -> SessionEnd.after(span, now)).orElseGet(SessionEnd::never);
        Caller program = new Caller(caller.tenant(), caller.user(), SessionId.random());
        Session session = new Session(program, Session.Kind.PERSONAL_ACCESS_TOKEN, name, now, end, Optional.empty());
        SecretText value = sessions.token(session);
        return transactions
                .write(tx -> {
                    lock(tx.connection(), caller);
                    if (rows(tx.connection(), caller).size() >= PER_USER_MAX) {
                        return new Outcome.LimitReached();
                    }
                    if (!SessionRows.insert(tx.connection(), session)) {
                        return new Outcome.NameTaken();
                    }
                    audit(tx.connection(), caller, requestId, "token.create", program.session(), name);
                    return new Outcome.Created(program.session(), value);
                })
                .value();
    }

    /** The caller's own, oldest first. */
    public List<PersonalAccessToken> list(Caller caller) {
        return transactions.read(connection -> rows(connection, caller)).stream()
                .map(session -> new PersonalAccessToken(
                        session.caller().session(),
                        session.name(),
                        session.created(),
                        session.end(),
                        session.lastUsed()))
                .toList();
    }

    /** Ends one of the caller's own, at once; false when there is none of that id. */
    public boolean revoke(Caller caller, String requestId, SessionId token) {
        Caller program = new Caller(caller.tenant(), caller.user(), token);
        return transactions
                .write(tx -> {
                    boolean ended = SessionRows.delete(tx.connection(), program, Session.Kind.PERSONAL_ACCESS_TOKEN);
                    if (ended) {
                        audit(tx.connection(), caller, requestId, "token.revoke", token, "");
                    }
                    return ended;
                })
                .value();
    }

    private static List<Session> rows(Connection connection, Caller caller) {
        return SessionRows.list(
                connection, caller.tenant(), caller.user(), Session.Kind.PERSONAL_ACCESS_TOKEN, PER_USER_MAX);
    }

    private static final String LOCK = """
            select user_id from app_user where tenant_id = ? and user_id = ? for update
            """;

    /** Makes one user's requests queue, so that the limit is counted and not guessed. */
    private static void lock(Connection connection, Caller caller) {
        Query.on(connection, LOCK)
                .with(caller.tenant().value(), caller.user().value())
                .first(row -> true);
    }

    private static void audit(
            Connection connection, Caller caller, String requestId, String action, SessionId token, String name) {
        AuditTrail.byCaller(
                connection,
                caller,
                requestId,
                action,
                "token",
                token.toString(),
                Json.text(Json.object().put("name", name)));
    }
}
