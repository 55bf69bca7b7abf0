package io.holdfast.edge.intake;

/** The kinds of report that a journal keeps. */
public enum JournalLane {
    /** Events: every one is kept. */
    STATUS,
    /** Values: the last whole one of a device is kept, and the parts after it. */
    INVENTORY,
    /** Events: every one is kept. */
    LOG
}
