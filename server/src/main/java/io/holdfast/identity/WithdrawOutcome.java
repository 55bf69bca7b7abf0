package io.holdfast.identity;

/** What became of a rejection, or of putting an auth set back to pending. */
public sealed interface WithdrawOutcome {
    /** The set has the standing asked for; if it was accepted, the device's tokens are worth nothing any more. */
    record Withdrawn() implements WithdrawOutcome {}

    /** It had it before; nothing changed. */
    record AlreadySo() implements WithdrawOutcome {}

    /** The tenant has no such device, or the device no such auth set. */
    record UnknownDevice() implements WithdrawOutcome {}

    /** A preauthorised set is dismissed, not rejected. */
    record NotFrom(Standing standing) implements WithdrawOutcome {}
}
