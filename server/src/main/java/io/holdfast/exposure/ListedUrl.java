package io.holdfast.exposure;

import java.time.Instant;
import java.util.Optional;

/** A device URL as people see it in a list, with how it was used. */
public record ListedUrl(DeviceUrl url, Instant created, long hits, Optional<Instant> lastHit) {}
