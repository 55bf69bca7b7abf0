package io.holdfast.exposure;

import io.holdfast.identity.DeviceId;
import io.holdfast.tenancy.TenantId;
import java.time.Instant;
import java.util.Optional;

/**
 * A port of a device under an address of its own, as the image of every node has it.
 *
 * @param epoch raised with each rotation: what was signed for an earlier one is worth nothing
 * @param expires when it closes by itself
 */
public record DeviceUrl(
        TenantId tenant,
        UrlId id,
        DeviceId device,
        Slug slug,
        UrlTarget target,
        UrlMode mode,
        boolean enabled,
        Optional<Instant> expires,
        int epoch) {

    /** Whether it is switched on and has not expired. */
    public boolean open(Instant now) {
        return enabled && expires.filter(end -> !now.isBefore(end)).isEmpty();
    }

    /** The one label before the device domain, so that one wildcard certificate suffices. */
    public String label() {
        return slug + "--" + target.port();
    }
}
