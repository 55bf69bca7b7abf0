package io.holdfast.rollout;

import io.holdfast.edge.image.FleetImage;
import io.holdfast.edge.image.ImageDevice;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.Uuids;
import io.holdfast.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * For which device and deployment a download link was given. The link is worth nothing once the deployment does not await the
 * device any more: an abort must stop downloads, not only offers, and a link alone would live for a day.
 *
 * @param seq the feed number up to which the node that gave the link knew everything: who knows less cannot say that it ended
 */
public record DownloadTerms(TenantId tenant, DeploymentId deployment, DeviceId device, long seq) {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    /** As a link carries it. */
    public String text() {
        return tenant + "." + deployment + "." + device + "." + seq;
    }

    /** Reads {@link #text()}; empty when it is anything else. */
    public static Optional<DownloadTerms> parse(String text) {
        List<String> parts = List.of(text.split("\\.", -1));
        if (parts.size() != 4 || !NUMBER.matcher(parts.getLast()).matches()) {
            return Optional.empty();
        }
        long seq = Long.parseLong(parts.getLast());
        return Uuids.parse(parts.getFirst())
                .flatMap(tenant -> DeploymentId.parse(parts.get(1))
                        .flatMap(deployment -> DeviceId.parse(parts.get(2))
                                .map(device -> new DownloadTerms(new TenantId(tenant), deployment, device, seq))));
    }

    /** Whether these terms still hold. */
    public enum Standing {
        /** The deployment awaits the device. */
        AWAITED,
        /** It does not: aborted, or ended for the device. */
        ENDED,
        /** The tenant is not served. */
        SUSPENDED,
        /** This node does not see it, and is too far behind to say that it ended. */
        UNKNOWN
    }

    /** What the node knows of it. */
    public Standing standing(FleetImage image) {
        if (image.suspended(tenant)) {
            return image.fresh() ? Standing.SUSPENDED : Standing.UNKNOWN;
        }
        Optional<ImageDevice> known = image.device(tenant, device);
        boolean awaited = known.isPresent()
                && image.rollouts(tenant).stream()
                        .anyMatch(rollout -> rollout.id().equals(deployment)
                                && rollout.awaits(known.get().index()));
        if (awaited) {
            return Standing.AWAITED;
        }
        boolean proven = image.fresh() && image.appliedSeq() >= seq && (known.isPresent() || !image.lacksDevices());
        return proven ? Standing.ENDED : Standing.UNKNOWN;
    }
}
