package io.holdfast.web.view;

import java.util.List;
import java.util.Optional;

/**
 * The device URLs of one device.
 *
 * @param made what is shown this once
 */
public record UrlPage(String device, String name, List<Row> urls, boolean full, Optional<Made> made) {

    /** One of them. */
    public record Row(
            String id,
            String address,
            String target,
            Chip state,
            String mode,
            boolean enabled,
            boolean forLinks,
            Optional<When> expires,
            long hits,
            Optional<When> lastHit) {}

    /** A secret that was made just now. */
    public record Made(String what, String secret, String hint) {}
}
