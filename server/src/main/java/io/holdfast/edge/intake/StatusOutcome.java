package io.holdfast.edge.intake;

import java.time.Duration;

/** What a device is answered to a status report. */
public sealed interface StatusOutcome {

    /** In the database, in the target's row or in its timeline. 204. */
    record Recorded() implements StatusOutcome {}

    /** The database had it already. 204. */
    record Unchanged() implements StatusOutcome {}

    /** In the journal; the database will have it when it is back. 204. */
    record Journaled() implements StatusOutcome {}

    /** The database says that the deployment was aborted. 409. */
    record Aborted() implements StatusOutcome {}

    /** The database says that the device, or the deployment, had finished otherwise. 409. */
    record Finished() implements StatusOutcome {}

    /** The database says that the device is no target of such a deployment. 404. */
    record Gone() implements StatusOutcome {}

    /** The database refused this report's data; our mistake, for the edge should have. 400. */
    record Poisoned() implements StatusOutcome {}

    /** Too much is queued, in total or for the tenant. 503. */
    record Busy(Duration retryAfter) implements StatusOutcome {}

    /** Neither the database nor the journal takes it. 503. */
    record Unavailable(Duration retryAfter) implements StatusOutcome {}
}
