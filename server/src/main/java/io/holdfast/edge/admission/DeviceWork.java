package io.holdfast.edge.admission;

/** What a device asks for: what it is charged under, and what decides who is put off first when there is too much. */
public enum DeviceWork {
    /** How a running deployment goes on. */
    STATUS,
    /** The log of a failed deployment. */
    LOG,
    /** The upgrade to a live link. */
    CONNECT,
    /** Whether there is an update, and the terms of a pause in it. */
    POLL,
    /** The wanted configuration, or the one that was taken on. */
    CONFIGURATION,
    /** What the device is and has. */
    INVENTORY,
    /** An artifact, or a configuration made into one. */
    DOWNLOAD,
    /** A token, by the device's key. */
    AUTHENTICATE,
    /** A call that does not exist. */
    UNKNOWN
}
