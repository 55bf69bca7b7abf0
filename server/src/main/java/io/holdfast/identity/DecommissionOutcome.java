package io.holdfast.identity;

/** What became of a decommissioning. */
public sealed interface DecommissionOutcome {
    /** The device is gone; should it come back, it is a stranger. */
    record Decommissioned() implements DecommissionOutcome {}

    /** The tenant has no such device. */
    record UnknownDevice() implements DecommissionOutcome {}
}
