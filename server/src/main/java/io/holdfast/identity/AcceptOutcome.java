package io.holdfast.identity;

/** What became of an acceptance. */
public sealed interface AcceptOutcome {
    /** The device may talk to the server with this key, and with no other. */
    record Accepted() implements AcceptOutcome {}

    /** It could before; nothing changed. */
    record AlreadyAccepted() implements AcceptOutcome {}

    /** The tenant has as many accepted devices as it may. */
    record LimitReached() implements AcceptOutcome {}

    /** The tenant has no such device, or the device no such auth set. */
    record UnknownDevice() implements AcceptOutcome {}

    /** A set of this standing is not accepted by hand: a preauthorised one is accepted when its device comes. */
    record NotFrom(Standing standing) implements AcceptOutcome {}
}
