package io.holdfast.edge.intake;

import java.time.Duration;

/** What a device is answered to the log of a failed deployment. */
public sealed interface LogOutcome {

    /** In the database. 204. */
    record Recorded() implements LogOutcome {}

    /** In the journal; the database will have it when it is back. 204. */
    record Journaled() implements LogOutcome {}

    /** The database says that the device is no target of such a deployment. 404. */
    record Gone() implements LogOutcome {}

    /** The database refused this log's data; our mistake, for the edge should have. 400. */
    record Poisoned() implements LogOutcome {}

    /** Too much is queued, in total or for the tenant. 503. */
    record Busy(Duration retryAfter) implements LogOutcome {}

    /** Neither the database nor the journal takes it. 503. */
    record Unavailable(Duration retryAfter) implements LogOutcome {}
}
