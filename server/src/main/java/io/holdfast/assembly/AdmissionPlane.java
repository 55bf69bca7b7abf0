package io.holdfast.assembly;

import io.holdfast.edge.admission.AdmissionMetrics;
import io.holdfast.edge.admission.AdmissionRounds;
import io.holdfast.edge.admission.DeviceAdmission;
import io.holdfast.edge.admission.DeviceCheck;
import io.holdfast.edge.admission.DeviceCosts;
import io.holdfast.edge.admission.Door;
import io.holdfast.edge.admission.NodeAdmission;
import io.holdfast.edge.admission.ReconnectPacer;
import io.holdfast.edge.admission.RefusalHold;
import io.holdfast.edge.admission.StrainGauge;
import io.holdfast.edge.admission.TenantShares;
import io.holdfast.edge.store.LinkCountKeeper;
import io.holdfast.edge.store.LocalStore;
import io.holdfast.gateway.link.DeviceLinks;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.metrics.HeapAfterCollection;
import io.holdfast.platform.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;

/** What stands between a device's token and its work, and the thread that keeps its accounts. */
final class AdmissionPlane implements AutoCloseable {
    private final NodeAdmission node;
    private final AdmissionRounds rounds;
    private final LinkCountKeeper linkCount;

    private AdmissionPlane(NodeAdmission node, AdmissionRounds rounds, LinkCountKeeper linkCount) {
        this.node = node;
        this.rounds = rounds;
        this.linkCount = linkCount;
    }

    static AdmissionPlane over(
            Door entrance, DeviceLinks links, LocalStore store, Clock clock, Dice dice, Metrics metrics) {
        int cores = Runtime.getRuntime().availableProcessors();
        ReconnectPacer pacer =
                new ReconnectPacer(clock, dice, cores, entrance::handshakes, links::count, store.linksBefore());
        NodeAdmission node = new NodeAdmission(
                new StrainGauge(new HeapAfterCollection()::share),
                new TenantShares(dice, pacer::returning),
                pacer,
                new RefusalHold(dice));
        AdmissionMetrics.publish(metrics.registry(), node);
        return new AdmissionPlane(node, AdmissionRounds.start(node::round), store.keepLinkCount(node::linksExpected));
    }

    /** How it is, and what watches the event loops for it. */
    NodeAdmission node() {
        return node;
    }

    /** All checks in order; others' first: who is not served at all is not measured against a share. */
    DeviceAdmission devices(List<DeviceCheck> others, List<DeviceCosts> othersCosts) {
        List<DeviceCheck> checks = new ArrayList<>(others);
        checks.addAll(node.checks());
        List<DeviceCosts> costs = new ArrayList<>(othersCosts);
        costs.addAll(node.costs());
        return new DeviceAdmission(checks, costs, node.hold());
    }

    @Override
    public void close() {
        rounds.close();
        linkCount.close();
    }
}
