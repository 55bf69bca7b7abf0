package io.holdfast.identity;

/** What became of the dismissal of an auth set. */
public sealed interface DismissOutcome {
    /** The set is gone; the device stays. */
    record Dismissed() implements DismissOutcome {}

    /** The set was all there was of a preauthorised device that never came: both are gone. */
    record DismissedWithDevice() implements DismissOutcome {}

    /** The tenant has no such device, or the device no such auth set. */
    record UnknownDevice() implements DismissOutcome {}
}
