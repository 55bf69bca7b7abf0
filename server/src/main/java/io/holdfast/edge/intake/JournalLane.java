package io.holdfast.edge.intake;

/** The kinds of report that a journal keeps. */
public enum JournalLane {
    /** Events: every one is kept. */
    STATUS,
    /** Values: the last one of a device is kept. */
    INVENTORY,
    /** Events: every one is kept. */
    LOG
}
