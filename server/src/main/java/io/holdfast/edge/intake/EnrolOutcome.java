package io.holdfast.edge.intake;

import io.holdfast.identity.AuthSetId;
import io.holdfast.identity.DeviceId;
import java.time.Duration;

/** What a device is answered that asks to be let in. */
public sealed interface EnrolOutcome {

    /**
     * It is let in. 200 with a token.
     *
     * @param seq the feed number at which it was true: the token carries it
     */
    record Accepted(DeviceId device, AuthSetId authSet, long seq) implements EnrolOutcome {}

    /** A person has yet to decide. 401. */
    record Pending() implements EnrolOutcome {}

    /** A person refused this key. 401. */
    record Rejected() implements EnrolOutcome {}

    /** Preauthorised, but the tenant has no room for another accepted device. 401. */
    record LimitReached() implements EnrolOutcome {}

    /** The device has as many keys as one may have; a person has to remove one. 401. */
    record TooManyKeys() implements EnrolOutcome {}

    /** The database refused this request's data; our mistake, for the edge should have. 400. */
    record Poisoned() implements EnrolOutcome {}

    /** Too much is queued, in total or for the tenant. 503. */
    record Busy(Duration retryAfter) implements EnrolOutcome {}

    /** The database does not answer; nobody is let in, or refused, without it. 503. */
    record Unavailable(Duration retryAfter) implements EnrolOutcome {}
}
