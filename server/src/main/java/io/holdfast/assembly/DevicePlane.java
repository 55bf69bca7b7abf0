package io.holdfast.assembly;

import io.holdfast.api.mender.device.DeviceMetrics;
import io.holdfast.api.mender.device.DeviceRequests;
import io.holdfast.api.mender.device.DeviceRequestsParts;
import io.holdfast.edge.admission.Admission;
import io.holdfast.edge.admission.DeviceAdmission;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.intake.Intake;
import io.holdfast.gateway.link.DeviceLinks;
import io.holdfast.identity.DeviceAuthentication;
import io.holdfast.identity.DeviceRef;
import io.holdfast.identity.DeviceTokenCheck;
import io.holdfast.identity.DeviceTokenMint;
import io.holdfast.identity.LostHistory;
import io.holdfast.identity.RecentRefusals;
import io.holdfast.operator.control.KillSwitches;
import io.holdfast.platform.clock.Clock;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.http.PublicAddress;
import io.holdfast.platform.metrics.Metrics;
import io.holdfast.platform.metrics.RouteBook;
import io.holdfast.rollout.FailureCounts;
import io.holdfast.rollout.OfferGuard;
import io.holdfast.rollout.PollFacts;
import io.holdfast.wire.mender.StatusReport;
import io.vertx.core.Vertx;
import java.util.Optional;

/** Devices' side: what answers them, all of it from memory or through the intake. */
final class DevicePlane implements AutoCloseable {
    private final DeviceAuthentication authentication;
    private final DeviceRequests requests;

    DevicePlane(
            Vertx vertx,
            Clock clock,
            Dice dice,
            Metrics metrics,
            PublicAddress address,
            NodeImage node,
            Intake intake,
            FailureCounts failures,
            Firmware firmware,
            LostHistory lost,
            DeviceLinks links,
            Admission admission,
            RouteBook book,
            DeviceAdmission checks,
            KillSwitches switches) {
        FleetImage image = node.image();
        RecentRefusals refusals = new RecentRefusals(clock, dice);
        node.onDeviceGone(refusals::forget);
        DeviceTokenMint mint = new DeviceTokenMint(image, node.clockWatch(), dice);
        authentication = new DeviceAuthentication(image, intake::enrol, mint, refusals, lost, clock, dice);
        StrangerMetrics.publish(metrics.registry(), authentication);
        PollFacts facts = new PollFacts(
                (device, deployment, status) -> intake.status(
                        new DeviceRef(device.tenant(), device.id()),
                        deployment,
                        new StatusReport(status, Optional.empty()),
                        // Nobody waits for it.
                        Runnable::run),
                image::fresh);
        requests = new DeviceRequestsParts(
                        vertx,
                        address,
                        admission,
                        checks,
                        image,
                        new DeviceTokenCheck(image, clock, node.clockWatch(), lost),
                        authentication,
                        () -> switches.offForAll("authentication"),
                        intake,
                        new OfferGuard(image::fresh, failures::reached),
                        facts,
                        firmware.links(),
                        firmware.configurationLinks(),
                        firmware.blobs(),
                        links,
                        new DeviceMetrics(metrics.registry(), book))
                .assemble();
    }

    DeviceRequests requests() {
        return requests;
    }

    @Override
    public void close() {
        authentication.close();
    }
}
