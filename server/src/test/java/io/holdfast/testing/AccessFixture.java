package io.holdfast.testing;

import io.holdfast.access.AttemptThrottle;
import io.holdfast.access.Caller;
import io.holdfast.access.Email;
import io.holdfast.access.Password;
import io.holdfast.access.PasswordHasher;
import io.holdfast.access.PersonalAccessTokens;
import io.holdfast.access.Sessions;
import io.holdfast.access.SignIn;
import io.holdfast.access.UserId;
import io.holdfast.access.UserSettings;
import io.holdfast.access.Users;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.clock.ManualClock;
import io.holdfast.platform.database.ConnectionSource;
import io.holdfast.platform.database.Transactions;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.secrets.SecretText;
import io.holdfast.tenancy.TenantId;
import io.holdfast.tenancy.Tenants;
import java.sql.SQLException;
import java.time.Instant;

/** People and their ways in, on a database of their own, with cheap password hashes and a clock that stands still. */
public final class AccessFixture {
    public static final Email ADA = new Email("ada@example.com");
    public static final String PASSWORD = "correct horse battery";

    /** A thousandth of the real cost: tests sign in hundreds of times. */
    public static final PasswordHasher.Cost CHEAP = new PasswordHasher.Cost(64, 1, 1);

    public final MigratedDatabase database;
    public final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T12:00:00Z"));
    public final ManualKeys keys = new ManualKeys();
    private volatile boolean databaseAway;

    public final FleetTransactions transactions;
    public final PasswordHasher hasher;
    public final TenantId tenant;
    public final Sessions sessions;
    public final SignIn signIn;
    public final Users users;
    public final PersonalAccessTokens tokens;
    public final UserSettings settings;

    /** On the embedded PostgreSQL 18. */
    public AccessFixture() {
        this(MigratedDatabase.fresh());
    }

    public AccessFixture(MigratedDatabase database) {
        this.database = database;
        transactions = new FleetTransactions(new Transactions(source()), () -> {});
        hasher = new PasswordHasher(CHEAP, 4, Dice.secure());
        tenant = new Tenants(transactions).ensureDefault().id();
        sessions = new Sessions(transactions, keys, clock);
        signIn = new SignIn(transactions, sessions, hasher, clock);
        users = new Users(transactions, hasher, new AttemptThrottle(SignIn.PER_EMAIL, clock));
        tokens = new PersonalAccessTokens(transactions, sessions, clock);
        settings = new UserSettings(transactions);
    }

    private ConnectionSource source() {
        return () -> {
            if (databaseAway) {
                throw new SQLException("the database is away", "08006");
            }
            return database.database().connect();
        };
    }

    public void databaseAway(boolean away) {
        databaseAway = away;
    }

    public UserId user(Email email) {
        return ((Users.CreateOutcome.Created) users.createByOperator(tenant, email, password(PASSWORD))).id();
    }

    public static Password password(String text) {
        return Password.typed(text);
    }

    public SignIn.Outcome attempt(Email email, String password) {
        return signIn.attempt(email.value(), password(password), "192.0.2.1", "request-1", false);
    }

    /** Signed in as a user that {@link #user} made. */
    public SignIn.Outcome.SignedIn signedIn(Email email) {
        return (SignIn.Outcome.SignedIn) attempt(email, PASSWORD);
    }

    /** A new user, signed in. */
    public Caller caller(Email email) {
        user(email);
        return signedIn(email).caller();
    }

    public SecretText token(Email email) {
        return signedIn(email).token();
    }

    public long audited(String action) {
        return database.number("select count(*) from audit_event where action = ?", action);
    }
}
