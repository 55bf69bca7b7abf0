package io.holdfast.report;

/** The way by which a batch of reports came to the database. */
public enum Passage {
    /** Straight from the devices: always applies. */
    LIVE,
    /** Out of the journal: applies only where it was received later than what stands there was written. */
    REPLAYED
}
