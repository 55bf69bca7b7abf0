package io.holdfast.gateway.presence;

import io.holdfast.gateway.link.CloseCause;
import io.holdfast.identity.DeviceRef;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The last that happened to a device's link on this node.
 *
 * @param session of the link that it happened to
 * @param ended when and why, if it did
 */
record LinkChange(DeviceRef device, UUID session, Instant connected, Optional<Ended> ended) {

    record Ended(Instant at, CloseCause cause) {}

    Instant changed() {
        return ended.map(Ended::at).orElse(connected);
    }
}
