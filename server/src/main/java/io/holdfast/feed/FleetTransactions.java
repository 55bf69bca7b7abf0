package io.holdfast.feed;

import io.holdfast.platform.database.Query;
import io.holdfast.platform.database.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Control-plane writes. What a transaction {@linkplain FleetTransaction#changed changed} is appended to the feed as its last
 * statements, so that the head row is the last lock taken and feed order is commit order.
 */
public final class FleetTransactions {

    /** Work inside a transaction. Must neither commit nor keep the transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T run(FleetTransaction transaction) throws SQLException;
    }

    private final Transactions transactions;
    private final Runnable nudge;

    /** The nudge wakes this node's feed reader after a commit; losing it costs 200 ms and nothing else. */
    public FleetTransactions(Transactions transactions, Runnable nudge) {
        this.transactions = transactions;
        this.nudge = nudge;
    }

    /** Runs work that only reads. Within a {@link CallTransaction} it sees what the call has written. */
    public <T> T read(Transactions.Work<T> work) {
        Optional<CallTransaction> call = CallTransaction.running(this).filter(CallTransaction::begun);
        return call.isPresent() ? call.get().join(tx -> work.run(tx.connection())) : transactions.read(work);
    }

    /**
     * Runs work that writes and publishes its changes. Throws what {@link Transactions#write} throws. Within a {@link
     * CallTransaction} it becomes a part of that one, is committed with it, and has no number of its own.
     */
    public <T> Committed<T> write(Work<T> work) {
        Optional<CallTransaction> call = CallTransaction.running(this);
        if (call.isPresent()) {
            return new Committed<>(call.get().join(work), OptionalLong.empty());
        }
        Committed<T> committed = transactions.write(connection -> {
            FleetTransaction transaction = new FleetTransaction(connection);
            T value = work.run(transaction);
            return new Committed<>(value, publish(transaction));
        });
        if (committed.seq().isPresent()) {
            nudge.run();
        }
        return committed;
    }

    /** The same database, for writes that are never a part of a call's transaction: others must see them while the call lasts. */
    public FleetTransactions apart() {
        return new FleetTransactions(transactions, nudge);
    }

    Transactions transactions() {
        return transactions;
    }

    Runnable nudge() {
        return nudge;
    }

    private static final String TAKE_NUMBER = """
            update feed_head set seq = seq + 1 returning seq
            """;

    private static final String APPEND = """
            insert into feed_commit (seq, kinds, tenant_ids, ids) values (?, ?, ?, ?)
            """;

    static OptionalLong publish(FleetTransaction transaction) {
        Connection connection = transaction.connection();
        List<Change> changes = transaction.changes();
        if (changes.isEmpty()) {
            if (!transaction.numbered().isEmpty()) {
                throw new IllegalStateException("work waits for the number of a transaction that changes nothing");
            }
            return transaction.stands() ? latest(connection) : OptionalLong.empty();
        }
        long seq = Query.on(connection, TAKE_NUMBER)
                .first(row -> row.getLong("seq"))
                .orElseThrow(() -> new IllegalStateException("feed_head has no row"));
        Query.on(connection, APPEND)
                .with(
                        seq,
                        changes.stream().map(Change::kind).toArray(String[]::new),
                        changes.stream().map(change -> change.tenant().value()).toArray(UUID[]::new),
                        changes.stream().map(Change::id).toArray(UUID[]::new))
                .update();
        transaction.numbered().forEach(work -> work.accept(seq));
        return OptionalLong.of(seq);
    }

    private static final String LATEST = """
            select seq from feed_head
            """;

    private static OptionalLong latest(Connection connection) {
        return Query.on(connection, LATEST)
                .first(row -> OptionalLong.of(row.getLong("seq")))
                .orElseThrow(() -> new IllegalStateException("feed_head has no row"));
    }
}
