package io.holdfast.rollout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a deployment is, as people see it. */
public enum DeploymentPhase {
    /** No target has begun. */
    PENDING,
    /** A target has begun, and not all have ended. */
    INPROGRESS,
    /** Every target has ended, or a person stopped it. */
    FINISHED;

    /** Its name in every Mender API. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The phase with this name on the wire. */
    public static Optional<DeploymentPhase> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(phase -> phase.wireName().equals(name))
                .findFirst();
    }
}
