package io.holdfast.gateway.presence;

import io.holdfast.platform.clock.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which nodes live, as far as this one can tell. A lease that was not renewed for 10 s of this node's own monotonic clock is over; but
 * only time in which the table of nodes could be read counts, because a node that sees nothing must not declare others dead.
 */
final class NodeLeases {
    /** Renewed every 3 s: three chances. */
    static final Duration LIFE = Duration.ofSeconds(10);

    /** Read every 3 s; two reads that failed are no sight any more. */
    static final Duration SIGHT = Duration.ofSeconds(9);

    private final Clock clock;
    private final Map<UUID, Seen> byBoot = new HashMap<>();
    private long sightNanos;
    private long readNanos;
    private boolean everRead;

    /** What was seen of a node: its last renewal, and how much sight there was when it was first seen. */
    private record Seen(PresenceRows.Node node, long sightNanos) {}

    /** What this node can say of another. */
    sealed interface Standing {
        /** Its lease lives. */
        record Alive() implements Standing {}

        /** Its lease ended, or it has started again; it held no link after this. */
        record Dead(Instant since) implements Standing {}

        /** Nobody here can tell. */
        record Unseen() implements Standing {}
    }

    NodeLeases(Clock clock) {
        this.clock = clock;
    }

    /** The table of nodes was read just now. */
    synchronized void read(List<PresenceRows.Node> nodes) {
        long now = clock.monotonicNanos();
        long gap = now - readNanos;
        if (everRead && gap <= SIGHT.toNanos()) {
            sightNanos += gap;
        }
        everRead = true;
        readNanos = now;
        Map<UUID, Seen> next = new HashMap<>();
        for (PresenceRows.Node node : nodes) {
            Seen before = byBoot.get(node.bootId());
            boolean same = before != null && before.node().renewed().equals(node.renewed());
            // Of a node that was never seen alive the database's clock has the word.
            long seenAt = before == null && node.lapsed() ? sightNanos - LIFE.toNanos() : sightNanos;
            next.put(node.bootId(), same ? before : new Seen(node, seenAt));
        }
        byBoot.clear();
        byBoot.putAll(next);
    }

    /** What is known of the boot of a node. */
    synchronized Standing of(UUID nodeId, UUID bootId) {
        if (!everRead || clock.monotonicNanos() - readNanos > SIGHT.toNanos()) {
            return new Standing.Unseen();
        }
        Seen seen = byBoot.get(bootId);
        if (seen != null) {
            return sightNanos - seen.sightNanos() >= LIFE.toNanos()
                    ? new Standing.Dead(seen.node().renewed())
                    : new Standing.Alive();
        }
        return byBoot.values().stream()
                .filter(other -> other.node().nodeId().equals(nodeId))
                .findFirst()
                .<Standing>map(again -> new Standing.Dead(again.node().started()))
                .orElse(new Standing.Dead(Instant.EPOCH));
    }
}
