package io.holdfast.feed;

import io.holdfast.platform.database.DatabaseException;
import io.holdfast.platform.database.Query;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Holds the answer to a call that changes access until the change is in force here, and says where it is not yet. The database
 * is the truth either way: the change stands, and nodes that lag have it within the time of their next look.
 */
public final class Propagation {
    /** Revocation is promised within a second on fresh nodes. */
    private static final Duration BOUND = Duration.ofSeconds(1);

    private static final int NODES_MAX = 100;

    private final AppliedWaiter waiter;
    private final FleetTransactions transactions;
    private final UUID thisNode;

    public Propagation(AppliedWaiter waiter, FleetTransactions transactions, UUID thisNode) {
        this.waiter = waiter;
        this.transactions = transactions;
        this.thisNode = thisNode;
    }

    /** Where a change is in force. */
    public sealed interface Reach {
        /** On every live node, or there was nothing to apply. */
        record Everywhere() implements Reach {}

        /** Not known to be in force on these live nodes. */
        record NotYetOn(List<UUID> nodes) implements Reach {}
    }

    /** Waits, at most a second, for the number a transaction was committed under. */
    public Reach await(OptionalLong seq) {
        if (seq.isEmpty()) {
            return new Reach.Everywhere();
        }
        boolean here = waiter.awaitApplied(seq.getAsLong(), BOUND);
        List<UUID> behind = behind(seq.getAsLong(), here);
        return behind.isEmpty() ? new Reach.Everywhere() : new Reach.NotYetOn(behind);
    }

    /** Whether every live node has applied the number, as far as can be told now. */
    public boolean reached(long seq) {
        return behind(seq, waiter.awaitApplied(seq, Duration.ZERO)).isEmpty();
    }

    // A lease lives 10 s; a node without one serves nobody, or knows that it is blind.
    private static final String BEHIND = """
            select node_id
            from node
            where lease_renewed_at > now() - interval '10 seconds' and applied_seq < ? and node_id <> ?
            order by node_id
            limit ?
            """;

    private List<UUID> behind(long seq, boolean here) {
        List<UUID> own = here ? List.of() : List.of(thisNode);
        try {
            List<UUID> others = transactions.read(connection -> Query.on(connection, BEHIND)
                    .with(seq, thisNode, NODES_MAX)
                    .list(row -> Query.uuid(row, "node_id")));
            return java.util.stream.Stream.concat(own.stream(), others.stream()).toList();
        } catch (DatabaseException away) {
            return own; // the deed is committed: an answer that names too few nodes beats a 503 for it
        }
    }
}
