package io.holdfast.api.mender.device;

import io.holdfast.config.ConfigurationLinks;
import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.edge.image.ImageRollout;
import io.holdfast.platform.http.PublicAddress;
import io.holdfast.release.BlobKey;
import io.holdfast.release.DownloadLinks;
import io.holdfast.rollout.DeviceSoftware;
import io.holdfast.rollout.DownloadTerms;
import io.holdfast.rollout.NextUpdate;
import io.holdfast.rollout.PollFacts;
import io.holdfast.wire.mender.NextRequest;
import io.holdfast.wire.mender.NextResponse;
import java.util.Optional;

/**
 * "Is there an update for me?": {@code POST .../v2/...deployments/next}, and the two older forms that clients fall back to. The
 * path that nine of ten device requests take; it costs a token check, a look at the image and this file.
 */
final class NextRoute {
    private final FleetImage image;
    private final NextUpdate.Guard guard;
    private final PollFacts facts;
    private final DownloadLinks links;
    private final ConfigurationLinks configurationLinks;
    private final PublicAddress address;

    NextRoute(
            FleetImage image,
            NextUpdate.Guard guard,
            PollFacts facts,
            DownloadLinks links,
            ConfigurationLinks configurationLinks,
            PublicAddress address) {
        this.image = image;
        this.guard = guard;
        this.facts = facts;
        this.links = links;
        this.configurationLinks = configurationLinks;
        this.address = address;
    }

    void postV2(DeviceExchange exchange, ImageDevice device) {
        BodyReader.read(exchange, NextRequest.MAX_BYTES, body -> {
            NextRequest request = NextRequest.parseV2(body, 0, body.length);
            answer(exchange, device, request);
        });
    }

    void postV1(DeviceExchange exchange, ImageDevice device) {
        BodyReader.read(exchange, NextRequest.MAX_BYTES, body -> {
            NextRequest request = NextRequest.parseV1(body, 0, body.length);
            answer(exchange, device, request);
        });
    }

    void getV1(DeviceExchange exchange, ImageDevice device) {
        Optional<String> artifactName = Optional.ofNullable(exchange.request().getParam("artifact_name"));
        Optional<String> deviceType = Optional.ofNullable(exchange.request().getParam("device_type"));
        BodyReader.read(exchange, 0, ignored -> {
            NextRequest request = NextRequest.ofQuery(artifactName, deviceType);
            answer(exchange, device, request);
        });
    }

    private void answer(DeviceExchange exchange, ImageDevice device, NextRequest request) {
        image.runs(device, request.deviceType(), request.artifactName());
        DeviceSoftware runs = new DeviceSoftware(request.artifactName(), request.deviceType(), request::provides);
        NextUpdate next = NextUpdate.of(device, image.rollouts(device.tenant()), runs, guard);
        facts.note(device, next.facts());
        switch (next.offer()) {
            case NextUpdate.Offer.Nothing ignored -> exchange.empty(204);
            case NextUpdate.Offer.Install install ->
                exchange.json(body(exchange, device, request, install).toJson());
            case NextUpdate.Offer.Configure configure ->
                exchange.json(
                        body(exchange, device, request, configure.rollout()).toJson());
        }
    }

    private NextResponse body(
            DeviceExchange exchange, ImageDevice device, NextRequest request, NextUpdate.Offer.Install install) {
        DownloadTerms terms =
                new DownloadTerms(device.tenant(), install.rollout().id(), device.id(), image.appliedSeq());
        DownloadLinks.Link link = links.link(
                address.of(exchange.request()), new BlobKey(install.artifact().blobKey()), terms.text());
        return new NextResponse(
                install.rollout().id().value(),
                install.artifact().id().value(),
                install.artifact().name(),
                link.uri(),
                link.expires(),
                install.artifact().deviceTypes(),
                request.updateControlMap() ? install.rollout().controlMap() : Optional.empty());
    }

    /** The artifact has no id: it is made for this device. */
    private NextResponse body(DeviceExchange exchange, ImageDevice device, NextRequest request, ImageRollout rollout) {
        DownloadTerms terms = new DownloadTerms(device.tenant(), rollout.id(), device.id(), image.appliedSeq());
        ConfigurationLinks.Link link = configurationLinks.link(
                address.of(exchange.request()), new ConfigurationLinks.Download(terms, request.deviceType()));
        return NextResponse.ofConfiguration(
                rollout.id().value(),
                device.id().value(),
                rollout.artifactName(),
                link.uri(),
                link.expires(),
                request.deviceType(),
                request.updateControlMap() ? rollout.controlMap() : Optional.empty());
    }
}
