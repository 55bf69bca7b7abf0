package io.holdfast.assembly;

import io.holdfast.api.ops.Health;
import io.holdfast.api.ops.HealthCheck;
import io.holdfast.api.ops.Pulse;
import io.holdfast.edge.store.LocalStore;
import java.util.List;

/** How a node is, as its operator port tells. */
final class NodeHealth {
    private NodeHealth() {}

    static HealthCheck writable(LocalStore store) {
        return HealthCheck.of(
                "local-store",
                () -> store.imageFailed() || store.journalFailed()
                        ? Health.unwell("a write to the node's own disk failed; restart after the disk was mended")
                        : Health.well());
    }

    static HealthCheck turning(List<Pulse> loops) {
        return HealthCheck.of(
                "event-loops",
                () -> loops.stream()
                        .map(Pulse::look)
                        .filter(Health.Unwell.class::isInstance)
                        .findFirst()
                        .orElseGet(Health::well));
    }

    /**
     * Ready is who knows the fleet. A node whose database is away stays ready: it answers devices, and a balancer that took every
     * such node away would turn a slow database into an outage.
     */
    static HealthCheck loaded(NodeImage image) {
        return HealthCheck.of(
                "image",
                () -> image.restored() || image.image().sinceLook().isPresent()
                        ? Health.well()
                        : Health.unwell("the fleet was not read yet"));
    }
}
