package io.holdfast.fleet.drill.crash;

/** Kinds of acknowledged writes. */
enum Kind {
    /** A device nobody knew is told that it waits for somebody's decision. */
    ENROLMENT,
    ACCEPTANCE,
    REJECTION,
    INVENTORY,
    STATUS,
    LOG,
    UPLOAD,
    DEPLOYMENT,
    ABORT,
    TOKEN,
    TOKEN_END,
    SETTINGS
}
