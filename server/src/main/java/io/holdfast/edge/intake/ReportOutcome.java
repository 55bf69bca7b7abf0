package io.holdfast.edge.intake;

import java.time.Duration;

/** What a device is answered to a report: a status, an inventory or the log of a failed deployment. */
public sealed interface ReportOutcome {

    /** In the database; a late status in its target's timeline. 204, for an inventory 200. */
    record Recorded() implements ReportOutcome {}

    /** The database had it already, or the same content. As recorded. */
    record Unchanged() implements ReportOutcome {}

    /** In the journal; the database will have it when it is back. As recorded. */
    record Journaled() implements ReportOutcome {}

    /** The database says that the deployment was aborted. Of statuses only: 409. */
    record Aborted() implements ReportOutcome {}

    /** The database says that the device, or the deployment, had finished otherwise. Of statuses only: 409. */
    record Finished() implements ReportOutcome {}

    /** The database does not know the device, or as no target of such a deployment. 404. */
    record Gone() implements ReportOutcome {}

    /** The database refused this report's data; our mistake, for the edge should have. 400. */
    record Poisoned() implements ReportOutcome {}

    /** Too much is queued, in total or for the tenant. 503. */
    record Busy(Duration retryAfter) implements ReportOutcome {}

    /** Neither the database nor the journal takes it. 503. */
    record Unavailable(Duration retryAfter) implements ReportOutcome {}
}
