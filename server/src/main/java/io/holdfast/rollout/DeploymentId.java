package io.holdfast.rollout;

import io.holdfast.platform.Uuids;
import java.util.Optional;
import java.util.UUID;

/** A deployment of a release to devices. */
public record DeploymentId(UUID value) {

    /** A new random identifier (version 4). */
    public static DeploymentId random() {
        return new DeploymentId(UUID.randomUUID());
    }

    /** Reads the canonical 36-character form; empty when the text is anything else. */
    public static Optional<DeploymentId> parse(String text) {
        return Uuids.parse(text).map(DeploymentId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
