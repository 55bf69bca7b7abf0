package io.holdfast.edge.intake;

/** The kinds of report that a journal keeps. */
public enum JournalLane {
    /** Events: every one is kept. */
    STATUS,
    /** Values: the last whole one of a device is kept, and the parts after it. */
    INVENTORY,
    /** Values: the last one of a device is kept. */
    CONFIGURATION,
    /** Events: every one is kept. */
    LOG;

    /** Whether a later report of a device makes its earlier ones needless. */
    public boolean keepsLast() {
        return switch (this) {
            case INVENTORY, CONFIGURATION -> true;
            case STATUS, LOG -> false;
        };
    }
}
