package io.holdfast.edge.intake;

import java.time.Duration;

/** What a device is answered to an inventory report. */
public sealed interface InventoryOutcome {

    /** In the database. 200. */
    record Recorded() implements InventoryOutcome {}

    /** The database had the same content. 200. */
    record Unchanged() implements InventoryOutcome {}

    /** In the journal; the database will have it when it is back. 200. */
    record Journaled() implements InventoryOutcome {}

    /** The database does not know the device. 404. */
    record Gone() implements InventoryOutcome {}

    /** The database refused this report's data; our mistake, for the edge should have. 400. */
    record Poisoned() implements InventoryOutcome {}

    /** Too much is queued, in total or for the tenant. 503. */
    record Busy(Duration retryAfter) implements InventoryOutcome {}

    /** Neither the database nor the journal takes it. 503. */
    record Unavailable(Duration retryAfter) implements InventoryOutcome {}
}
