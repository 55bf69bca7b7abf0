package io.holdfast.rollout;

import java.util.Locale;

/** Where a deployment stands. Persisted by stored name. */
public enum DeploymentStanding {
    /** Offered to its open targets. */
    ACTIVE,
    /** Every target has finished. */
    FINISHED,
    /** A person stopped it. Final. */
    ABORTED;

    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static DeploymentStanding stored(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
