package io.holdfast.identity;

import java.time.Instant;
import java.util.Optional;

/** When a device was last heard, as far as this node knows. Answers from memory. */
@FunctionalInterface
public interface LastContact {
    Optional<Instant> of(DeviceRef device);
}
