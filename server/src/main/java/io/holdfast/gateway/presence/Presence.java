package io.holdfast.gateway.presence;

import java.time.Instant;
import java.util.Optional;

/** Whether a device can be talked to, as of some moment. */
public sealed interface Presence {

    /** When this was true. */
    Instant asOf();

    /** The device has a live link. */
    record Online(Instant since, Instant asOf) implements Presence {}

    /** No link, but the device polls. */
    record Quiet(Instant heard, Optional<Instant> linkEnded, Instant asOf) implements Presence {}

    /** Neither link nor poll; since when, unless it never had a link. */
    record Offline(Optional<Instant> since, Instant asOf) implements Presence {}

    /** The node that held the device's link can be neither seen nor declared dead: we are blind, not the device gone. */
    record Unknown(Instant asOf) implements Presence {}
}
