package io.holdfast.fleet.drill.crash;

/** Kinds of acknowledged writes. */
enum Kind {
    /** A device nobody knew is told that it waits for somebody's decision. */
    ENROLMENT,
    ACCEPTANCE,
    REJECTION,
    INVENTORY,
    /** What a person wants a device's configuration to be. */
    CONFIGURATION,
    /** What a device says that its configuration is. */
    REPORTED_CONFIGURATION,
    STATUS,
    LOG,
    UPLOAD,
    DEPLOYMENT,
    ABORT,
    TOKEN,
    TOKEN_END,
    SETTINGS
}
