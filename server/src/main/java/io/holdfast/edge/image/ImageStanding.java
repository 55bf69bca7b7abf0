package io.holdfast.edge.image;

/** What the fleet image knows of a device. */
public enum ImageStanding {
    /** May talk to the server with its accepted key. */
    ACCEPTED,
    /** Will be accepted when it comes with the key that an administrator named beforehand. */
    PREAUTHORIZED,
    /** Decommissioned: a proof of revocation, also while the database is away. */
    REVOKED,
    /** Was accepted or preauthorised while this image lived, and is no longer. */
    NOT_ACCEPTED,
    /** Its rows cannot be read by this version: our own trouble, so 503 and never a refusal. */
    UNREADABLE;

    private static final ImageStanding[] BY_CODE = values();

    /** Three bits of a record. */
    int code() {
        return ordinal();
    }

    /** @throws IllegalArgumentException for a code that this version never wrote */
    static ImageStanding ofCode(int code) {
        if (code >= BY_CODE.length) {
            throw new IllegalArgumentException("standing code " + code + " is unknown");
        }
        return BY_CODE[code];
    }

    /** Whether deployments may await the device. */
    boolean servesDeployments() {
        return switch (this) {
            case ACCEPTED, PREAUTHORIZED, UNREADABLE -> true;
            case REVOKED, NOT_ACCEPTED -> false;
        };
    }

    /** Whether a rebuild from the database finds the device again; the others are like absent. */
    boolean rebuilt() {
        return this != NOT_ACCEPTED;
    }
}
