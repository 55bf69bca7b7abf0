package io.holdfast.access;

import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.http.ClientNetwork;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.tenancy.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets people in by address and password. Guessing is bounded for each address and for each network address. */
public final class SignIn {
    /** Mender's default lifetime of a token. */
    public static final Duration LIFETIME = Duration.ofDays(7);

    /** Ten typing errors in a row, then two a minute: 2,900 guesses a day against twelve characters. */
    public static final AttemptThrottle.Allowance PER_EMAIL = new AttemptThrottle.Allowance(10, Duration.ofSeconds(30));

    /** An office behind one address signs in at nine o'clock; one guesser gets no further than one a second. */
    public static final AttemptThrottle.Allowance PER_ADDRESS =
            new AttemptThrottle.Allowance(60, Duration.ofSeconds(1));

    // A person has a few browsers and scripts that sign in anew each run; the oldest goes.
    private static final int LOGINS_PER_USER_MAX = 100;

    private static final Logger log = LoggerFactory.getLogger(SignIn.class);

    private final FleetTransactions transactions;
    private final Sessions sessions;
    private final PasswordHasher hasher;
    private final Clock clock;
    private final AttemptThrottle byEmail;
    private final AttemptThrottle byAddress;

    public SignIn(FleetTransactions transactions, Sessions sessions, PasswordHasher hasher, Clock clock) {
        this.transactions = transactions;
        this.sessions = sessions;
        this.hasher = hasher;
        this.clock = clock;
        this.byEmail = new AttemptThrottle(PER_EMAIL, clock);
        this.byAddress = new AttemptThrottle(PER_ADDRESS, clock);
    }

    /** What became of an attempt. */
    public sealed interface Outcome {
        /** In; the token for a bearer header or a cookie. */
        record SignedIn(Caller caller, SecretText token, SessionEnd end) implements Outcome {}

        /** Unknown address or wrong password: which, nobody is told. */
        record Refused() implements Outcome {}

        /** Who he says he is, and his tenant is suspended. */
        record Suspended() implements Outcome {}

        record Throttled(Duration retryAfter) implements Outcome {}
    }

    /**
     * Tries. Takes as long for an unknown address as for a wrong password.
     *
     * @param endless whether the session is to end only by signing out
     */
    public Outcome attempt(String email, Password password, String remoteAddress, String requestId, boolean endless) {
        Optional<Email> address = Email.parse(email);
        String emailKey = address.map(Email::value).orElse("");
        Optional<Duration> wait =
                byAddress.attempt(ClientNetwork.of(remoteAddress).key()).or(() -> byEmail.attempt(emailKey));
        if (wait.isPresent()) {
            log.atDebug().addKeyValue("address", remoteAddress).log("sign-in throttled");
            return new Outcome.Throttled(wait.get());
        }
        Optional<UserRows.Credentials> known =
                address.flatMap(parsed -> transactions.read(connection -> UserRows.credentials(connection, parsed)));
        if (known.isEmpty()) {
            hasher.matchNobody(password);
        }
        if (known.isEmpty() || !hasher.matches(password, known.get().hash())) {
            log.atInfo().addKeyValue("address", remoteAddress).log("sign-in refused");
            return new Outcome.Refused();
        }
        byEmail.succeeded(emailKey);
        return open(known.get(), password, requestId, endless);
    }

    private Outcome open(UserRows.Credentials known, Password password, String requestId, boolean endless) {
        Optional<PasswordHash> fresh =
                hasher.outdated(known.hash()) ? Optional.of(hasher.hash(password)) : Optional.empty();
        Session session = session(new Caller(known.tenant(), known.user(), SessionId.random()), endless);
        SecretText token = sessions.token(session);
        return transactions
                .<Outcome>write(tx -> {
                    if (!Tenants.served(tx.connection(), known.tenant())) {
                        return new Outcome.Suspended();
                    }
                    fresh.ifPresent(hash -> UserRows.changePassword(tx.connection(), known, hash));
                    SessionRows.insert(tx.connection(), session);
                    SessionRows.trimLogins(tx.connection(), session.caller(), session.created(), LOGINS_PER_USER_MAX);
                    AuditTrail.byCaller(
                            tx.connection(),
                            session.caller(),
                            requestId,
                            "session.open",
                            "session",
                            session.caller().session().toString(),
                            "{}");
                    return new Outcome.SignedIn(session.caller(), token, session.end());
                })
                .value();
    }

    private Session session(Caller caller, boolean endless) {
        Instant now = clock.now().truncatedTo(ChronoUnit.MILLIS);
        SessionEnd end = endless ? SessionEnd.never() : SessionEnd.after(LIFETIME, now);
        return new Session(caller, Session.Kind.LOGIN, "", now, end, Optional.empty());
    }
}
