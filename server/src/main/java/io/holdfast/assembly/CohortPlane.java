package io.holdfast.assembly;

import io.holdfast.edge.cohort.CohortLedger;
import io.holdfast.edge.cohort.CohortRounds;
import io.holdfast.edge.cohort.LinkedDevices;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.gateway.link.CloseCause;
import io.holdfast.gateway.link.DeviceLink;
import io.holdfast.gateway.link.DeviceLinks;
import io.holdfast.gateway.link.LinkListener;
import io.holdfast.platform.clock.Clock;
import java.util.List;

/** What each firmware costs this node. Made before the links are, because operators ask from the first moment. */
final class CohortPlane implements AutoCloseable {
    private final CohortLedger ledger;
    private final CohortRounds rounds;
    private volatile LinkedDevices linked = visitor -> {};

    private CohortPlane(FleetImage image, Clock clock) {
        LinkedDevices now = visitor -> linked.each(visitor);
        ledger = new CohortLedger(image, clock, now, Runtime.getRuntime().availableProcessors());
        rounds = CohortRounds.start(List.of(ledger::look));
    }

    static CohortPlane over(FleetImage image, Clock clock) {
        return new CohortPlane(image, clock);
    }

    /** Charges what happens on these links. */
    void follow(DeviceLinks links) {
        linked = links::eachDevice;
        links.listen(new LinkListener() {
            @Override
            public void opened(DeviceLink link) {
                ledger.linkOpened(link.device());
            }

            @Override
            public void message(DeviceLink link, byte[] message) {
                ledger.messageIn(link.device(), message.length);
            }

            @Override
            public void sent(DeviceLink link, int bytes) {
                ledger.messageOut(link.device(), bytes);
            }

            @Override
            public void closed(DeviceLink link, CloseCause cause) {
                ledger.linkClosed(link.device());
            }
        });
    }

    CohortLedger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        rounds.close();
    }
}
