package io.holdfast.edge.admission;

/**
 * What of a tenant's devices is put off first when the tenant has no more of its share: each class may use the account down to its own
 * mark, so that the least urgent finds none while the most urgent still borrows.
 */
enum Urgency {
    /** A deployment that runs: a device that cannot say so is held up in the middle of an update. */
    RUNNING(-0.5),
    /** A device that is back with a good token. */
    RETURNING(-0.25),
    ASKING(0),
    TELLING(0.25),
    /** Gigabytes and logs, which can wait. */
    BULK(0.5);

    private final double floorSeconds;

    Urgency(double floorSeconds) {
        this.floorSeconds = floorSeconds;
    }

    /** How far down the account may be, in seconds of the tenant's share. */
    double floorSeconds() {
        return floorSeconds;
    }

    static Urgency of(DeviceWork work) {
        return switch (work) {
            case STATUS -> RUNNING;
            case CONNECT -> RETURNING;
            case POLL -> ASKING;
            case CONFIGURATION, INVENTORY, AUTHENTICATE -> TELLING;
            case DOWNLOAD, LOG, UNKNOWN -> BULK;
        };
    }
}
