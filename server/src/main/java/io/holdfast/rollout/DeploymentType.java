package io.holdfast.rollout;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a deployment brings. */
public enum DeploymentType {
    /** An artifact of a release. */
    SOFTWARE,
    /** A device's configuration. */
    CONFIGURATION;

    /** The word of the deployments API. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type that the word names, if any. */
    public static Optional<DeploymentType> ofWireName(String word) {
        return Arrays.stream(values())
                .filter(type -> type.wireName().equals(word))
                .findFirst();
    }
}
