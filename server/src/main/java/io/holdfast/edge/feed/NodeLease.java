package io.holdfast.edge.feed;

import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.clock.ClockWatch;
import io.holdfast.platform.database.Query;
import java.sql.Connection;
import java.time.Duration;

/** This node's row in the table of nodes: that it lives, and how far its image has come; and what the database's clock says. One statement every 3 s. */
final class NodeLease {
    /** Others count a node as gone 10 s after its last renewal: three chances. */
    static final Duration EVERY = Duration.ofSeconds(3);

    private static final String RENEW = """
            insert into node as n (node_id, boot_id, version, applied_seq)
            values (?, ?, ?, ?)
            on conflict (node_id) do update
               set boot_id = excluded.boot_id,
                   version = excluded.version,
                   started_at = case when n.boot_id = excluded.boot_id then n.started_at else now() end,
                   lease_renewed_at = now(),
                   applied_seq = excluded.applied_seq
            returning clock_timestamp() as database_now
            """;

    private final NodeIdentity node;
    private final Clock clock;
    private final ClockWatch watch;
    private boolean ever;
    private long renewedNanos;

    NodeLease(NodeIdentity node, Clock clock, ClockWatch watch) {
        this.node = node;
        this.watch = watch;
        this.clock = clock;
    }

    /** Renews the lease when it is time, once the image has loaded. */
    void renewIfDue(Connection connection, long appliedSeq) {
        long now = clock.monotonicNanos();
        if (ever && now - renewedNanos < EVERY.toNanos()) {
            return;
        }
        Query.on(connection, RENEW)
                .with(node.nodeId(), node.bootId(), node.version(), appliedSeq)
                .listCommitted(row -> Query.instant(row, "database_now"))
                .forEach(databaseNow -> watch.compare(databaseNow, now));
        ever = true;
        renewedNanos = now;
    }
}
