package io.holdfast.access;

import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.platform.http.Refusal;
import io.holdfast.platform.json.Json;
import io.holdfast.tenancy.TenantId;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The people of a tenant. An address belongs to one person of the whole server, because it says whose tenant a sign-in means. */
public final class Users {
    // A list for people to read; a company with more operators than this has a directory of its own.
    private static final int LIST_MAX = 1_000;

    private static final Refusal CHANGED_MEANWHILE =
            Refusal.conflict("user.changed-meanwhile", "The password was changed by another request at the same time.");

    private final FleetTransactions transactions;
    private final PasswordHasher hasher;
    private final AttemptThrottle throttle;

    public Users(FleetTransactions transactions, PasswordHasher hasher, AttemptThrottle throttle) {
        this.transactions = transactions;
        this.hasher = hasher;
        this.throttle = throttle;
    }

    /** What became of a new user. */
    public sealed interface CreateOutcome {
        record Created(UserId id) implements CreateOutcome {}

        /** Somebody has the address, here or in another tenant. */
        record EmailTaken() implements CreateOutcome {}
    }

    /** Made by a user. */
    public CreateOutcome create(Caller caller, String requestId, Email email, Password password) {
        PasswordHash hash = hasher.hash(password);
        UserId id = UserId.random();
        return transactions
                .write(tx -> {
                    if (!UserRows.insert(tx.connection(), caller.tenant(), id, email, hash)) {
                        return new CreateOutcome.EmailTaken();
                    }
                    audit(
                            tx.connection(),
                            caller,
                            requestId,
                            "user.create",
                            id,
                            Json.object().put("email", email.value()));
                    return new CreateOutcome.Created(id);
                })
                .value();
    }

    /** Made at the server's own command line. */
    public CreateOutcome createByOperator(TenantId tenant, Email email, Password password) {
        PasswordHash hash = hasher.hash(password);
        UserId id = UserId.random();
        return transactions
                .write(tx -> {
                    if (!UserRows.insert(tx.connection(), tenant, id, email, hash)) {
                        return new CreateOutcome.EmailTaken();
                    }
                    AuditTrail.byOperator(tx.connection(), tenant, "user.create", "user", id.toString());
                    return new CreateOutcome.Created(id);
                })
                .value();
    }

    /** At most 1,000, oldest first. */
    public List<User> list(TenantId tenant, UserFilter filter) {
        return transactions.read(connection -> UserRows.list(connection, tenant, filter, LIST_MAX));
    }

    public Optional<User> find(TenantId tenant, UserId user) {
        return transactions.read(connection -> UserRows.find(connection, tenant, user));
    }

    /** What became of a change. */
    public sealed interface ChangeOutcome {
        record Changed() implements ChangeOutcome {}

        record Unknown() implements ChangeOutcome {}

        record EmailTaken() implements ChangeOutcome {}

        /** Changing one's own address or password takes the present password. */
        record WrongPassword() implements ChangeOutcome {}

        /** Only a person himself changes his password. */
        record OthersPassword() implements ChangeOutcome {}

        /** Too many wrong present passwords. */
        record Throttled(Duration retryAfter) implements ChangeOutcome {}
    }

    /** Changes address or password. A new password ends the user's other sign-ins. */
    public ChangeOutcome change(Caller caller, String requestId, UserId user, UserChange change) {
        boolean own = user.equals(caller.user());
        if (!own && change.password().isPresent()) {
            return new ChangeOutcome.OthersPassword();
        }
        Optional<UserRows.Credentials> known =
                transactions.read(connection -> UserRows.credentials(connection, caller.tenant(), user));
        if (known.isEmpty()) {
            return new ChangeOutcome.Unknown();
        }
        if (own) {
            Optional<ChangeOutcome> stopped = prove(known.get(), change);
            if (stopped.isPresent()) {
                return stopped.get();
            }
        }
        Optional<PasswordHash> fresh = change.password().map(hasher::hash);
        return transactions
                .write(tx -> apply(tx.connection(), caller, requestId, known.get(), change.email(), fresh))
                .value();
    }

    private Optional<ChangeOutcome> prove(UserRows.Credentials known, UserChange change) {
        String key = known.user().toString();
        Optional<Duration> wait = throttle.attempt(key);
        if (wait.isPresent()) {
            return Optional.of(new ChangeOutcome.Throttled(wait.get()));
        }
        boolean proven = change.currentPassword()
                .map(current -> hasher.matches(current, known.hash()))
                .orElse(false);
        if (!proven) {
            return Optional.of(new ChangeOutcome.WrongPassword());
        }
        throttle.succeeded(key);
        return Optional.empty();
    }

    private static ChangeOutcome apply(
            Connection connection,
            Caller caller,
            String requestId,
            UserRows.Credentials known,
            Optional<Email> email,
            Optional<PasswordHash> fresh) {
        // The address first: when it is taken, nothing was changed yet.
        if (email.isPresent() && !UserRows.changeEmail(connection, known.tenant(), known.user(), email.get())) {
            return new ChangeOutcome.EmailTaken();
        }
        if (fresh.isPresent()) {
            if (!UserRows.changePassword(connection, known, fresh.get())) {
                throw CHANGED_MEANWHILE.exception();
            }
            SessionRows.deleteOtherLogins(connection, caller);
        }
        var detail = Json.object().put("password", fresh.isPresent());
        email.ifPresent(address -> detail.put("email", address.value()));
        audit(connection, caller, requestId, "user.change", known.user(), detail);
        return new ChangeOutcome.Changed();
    }

    /** What became of a deletion. */
    public sealed interface DeleteOutcome {
        record Deleted() implements DeleteOutcome {}

        record Unknown() implements DeleteOutcome {}

        /** A tenant without users could be entered by nobody. */
        record LastOfTenant() implements DeleteOutcome {}
    }

    /** Deletes a user with all sign-ins and tokens, effective at once. */
    public DeleteOutcome delete(Caller caller, String requestId, UserId user) {
        return transactions
                .write(tx -> delete(tx.connection(), caller, requestId, user))
                .value();
    }

    private static DeleteOutcome delete(Connection connection, Caller caller, String requestId, UserId user) {
        boolean several = UserRows.severalLocked(connection, caller.tenant());
        if (UserRows.find(connection, caller.tenant(), user).isEmpty()) {
            return new DeleteOutcome.Unknown();
        }
        if (!several) {
            return new DeleteOutcome.LastOfTenant();
        }
        SessionRows.deleteOfUser(connection, caller.tenant(), user);
        UserRows.delete(connection, caller.tenant(), user);
        audit(connection, caller, requestId, "user.delete", user, Json.object());
        return new DeleteOutcome.Deleted();
    }

    private static void audit(
            Connection connection, Caller caller, String requestId, String action, UserId user, Object detail) {
        AuditTrail.byCaller(connection, caller, requestId, action, "user", user.toString(), Json.text(detail));
    }
}
