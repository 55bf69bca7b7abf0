package io.holdfast.api.mender.device;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.keys.KeyPurpose;
import io.holdfast.release.LinkSignatures;
import io.holdfast.rollout.DownloadTerms;
import java.time.Duration;

/** Lets a download through whose link is good and whose deployment still awaits the device. */
final class LinkGate {
    /** As for a token of another node. */
    private static final Duration AHEAD_MAX = Duration.ofSeconds(1);

    private static final Duration UNKNOWN_RETRY = Duration.ofSeconds(30);

    private final FleetImage image;

    LinkGate(FleetImage image) {
        this.image = image;
    }

    /** Answers a link that may not be followed. */
    void refuse(DeviceExchange exchange, LinkSignatures.Verdict verdict) {
        switch (verdict) {
            case EXPIRED ->
                exchange.refuse(
                        403, "download.link-expired", "this download link has expired; ask for the update again");
            case GOOD, FORGED -> forged(exchange);
            case UNKNOWN_KEY -> {
                if (image.fresh() && image.tokenKeys().complete(KeyPurpose.DOWNLOAD_LINK)) {
                    forged(exchange);
                } else {
                    exchange.comeBack("download.unknown-key", UNKNOWN_RETRY);
                }
            }
        }
    }

    private static void forged(DeviceExchange exchange) {
        exchange.refuse(403, "download.link-forged", "this download link is not one of this server's");
    }

    /** Goes on when the terms hold; waits a moment where another node gave the link and is ahead. */
    void pass(DeviceExchange exchange, DownloadTerms terms, Runnable then) {
        if (terms.standing(image) != DownloadTerms.Standing.UNKNOWN) {
            answer(exchange, terms, then);
            return;
        }
        image.whenApplied(terms.seq(), AHEAD_MAX)
                .thenAccept(ignored -> exchange.later(() -> answer(exchange, terms, then)));
    }

    private void answer(DeviceExchange exchange, DownloadTerms terms, Runnable then) {
        switch (terms.standing(image)) {
            case AWAITED ->
                image.device(terms.tenant(), terms.device())
                        .ifPresentOrElse(device -> exchange.admit(device, then), then);
            case ENDED -> exchange.refuse(404, "download.deployment-ended", "the deployment has ended for this device");
            case SUSPENDED ->
                exchange.refuse(403, "download.tenant-suspended", "the tenant of this device is suspended");
            case UNKNOWN -> exchange.comeBack("download.unknown-deployment", UNKNOWN_RETRY);
        }
    }
}
