package io.holdfast.fleet.proxy;

/** A direction on a leg. */
public enum Way {
    /** From the side that connects: device, user, or the server towards its database. */
    FORTH,
    /** From the side that is connected to. */
    BACK
}
