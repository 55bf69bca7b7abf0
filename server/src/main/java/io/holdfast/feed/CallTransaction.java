package io.holdfast.feed;

import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.OpenTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One transaction for everything that a call writes, and for what is written about the call itself. It begins with the call's
 * first write and is committed when the call has its answer; each write is a savepoint, so that a write that fails undoes
 * itself alone, as it would in a transaction of its own. Of one thread.
 */
public final class CallTransaction {
    private static final ScopedValue<CallTransaction> RUNNING = ScopedValue.newInstance();

    /** What frames the writes of a call that answers {@code T}. */
    public interface Frame<T> {

        /** The first statements of the transaction; throwing ends the call. */
        void opened(Connection connection) throws SQLException;

        /** The last statements before the commit; false rolls everything back. Not called when nothing was written. */
        boolean closing(Connection connection, T answer) throws SQLException;
    }

    private final FleetTransactions owner;
    private final Frame<?> frame;
    private final List<Runnable> afterwards = new ArrayList<>();
    private @Nullable OpenTransaction open;
    private @Nullable FleetTransaction changes;

    private CallTransaction(FleetTransactions owner, Frame<?> frame) {
        this.owner = owner;
        this.frame = frame;
    }

    /** Runs a call. What it throws rolls everything back and is thrown on. */
    public static <T> Committed<T> run(FleetTransactions transactions, Frame<T> frame, Supplier<T> call) {
        CallTransaction running = new CallTransaction(transactions, frame);
        Committed<T> committed;
        try {
            T answer = ScopedValue.where(RUNNING, running).call(call::get);
            committed = new Committed<>(answer, running.finish(frame, answer));
        } catch (SQLException e) {
            throw new DatabaseException(e);
        } finally {
            running.close();
        }
        if (committed.seq().isPresent()) {
            transactions.nudge().run();
        }
        running.afterwards.forEach(Runnable::run);
        return committed;
    }

    /** Does a deed that must not happen unless the writes before it are committed: after the commit, or now where none is awaited. */
    public static void afterCommit(Runnable deed) {
        if (RUNNING.isBound() && RUNNING.get().begun()) {
            RUNNING.get().afterwards.add(deed);
        } else {
            deed.run();
        }
    }

    static Optional<CallTransaction> running(FleetTransactions owner) {
        return RUNNING.isBound() && RUNNING.get().owner == owner ? Optional.of(RUNNING.get()) : Optional.empty();
    }

    boolean begun() {
        return open != null;
    }

    <T> T join(FleetTransactions.Work<T> work) {
        try {
            FleetTransaction transaction = begin();
            Connection connection = transaction.connection();
            FleetTransaction.Mark mark = transaction.mark();
            Savepoint before = connection.setSavepoint();
            try {
                T value = work.run(transaction);
                connection.releaseSavepoint(before);
                return value;
            } catch (SQLException | RuntimeException | Error e) {
                undo(connection, before, e);
                transaction.forgetSince(mark);
                throw e;
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private FleetTransaction begin() throws SQLException {
        if (changes == null) {
            OpenTransaction begun = owner.transactions().begin();
            open = begun;
            frame.opened(begun.connection());
            changes = new FleetTransaction(begun.connection());
        }
        return changes;
    }

    private static void undo(Connection connection, Savepoint to, Throwable cause) {
        try {
            connection.rollback(to);
        } catch (SQLException broken) {
            cause.addSuppressed(broken);
        }
    }

    private <T> OptionalLong finish(Frame<T> typed, T answer) throws SQLException {
        if (open == null || changes == null) {
            return OptionalLong.empty();
        }
        if (!typed.closing(open.connection(), answer)) {
            afterwards.clear();
            return OptionalLong.empty();
        }
        OptionalLong seq = FleetTransactions.publish(changes);
        open.commit();
        return seq;
    }

    private void close() {
        if (open != null) {
            try {
                open.close();
            } catch (SQLException broken) {
                // Committed already, or rolled back by the server when the connection goes.
                return;
            }
        }
    }
}
