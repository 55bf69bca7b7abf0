package io.holdfast.api.mender.device;

import io.holdfast.config.ConfigurationLinks;
import io.holdfast.edge.admission.Admission;
import io.holdfast.edge.admission.DeviceAdmission;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.intake.Intake;
import io.holdfast.gateway.link.DeviceLinks;
import io.holdfast.identity.DeviceAuthentication;
import io.holdfast.identity.DeviceTokenCheck;
import io.holdfast.platform.http.PublicAddress;
import io.holdfast.release.BlobStore;
import io.holdfast.release.DownloadLinks;
import io.holdfast.rollout.NextUpdate;
import io.holdfast.rollout.PollFacts;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/** What the device API is put together from. */
public record DeviceRequestsParts(
        Vertx vertx,
        PublicAddress address,
        Admission admission,
        DeviceAdmission devices,
        FleetImage image,
        DeviceTokenCheck tokens,
        DeviceAuthentication authentication,
        BooleanSupplier authenticationOff,
        Intake intake,
        NextUpdate.Guard guard,
        PollFacts facts,
        DownloadLinks links,
        ConfigurationLinks configurationLinks,
        BlobStore blobs,
        DeviceLinks deviceLinks,
        DeviceMetrics metrics) {

    /** The route table over these parts. */
    public DeviceRequests assemble() {
        LinkGate gate = new LinkGate(image);
        return new DeviceRequests(
                admission,
                devices,
                new TokenGate(tokens, image),
                new AuthRoute(authentication, authenticationOff),
                new NextRoute(image, guard, facts, links, configurationLinks, address),
                new ControlMapRoute(vertx, image),
                new ReportRoutes(intake, image, facts),
                new ConfigurationRoute(image, gate, configurationLinks),
                new DownloadRoute(gate, vertx, links, blobs),
                new ConnectRoute(deviceLinks),
                metrics);
    }
}
