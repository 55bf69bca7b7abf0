package io.holdfast.rollout;

import io.holdfast.wire.mender.UpdateControlMap;
import java.util.Optional;

/**
 * What a person asks for.
 *
 * @param artifactName the release
 * @param force install also where the release runs already
 * @param retries attempts that a device gets after its first one failed
 * @param controlMap where its devices wait on their way
 * @param failureLimit at how many failures it holds itself
 */
public record NewDeployment(
        String name,
        String artifactName,
        Targets targets,
        boolean force,
        int retries,
        Optional<UpdateControlMap> controlMap,
        FailureLimit failureLimit) {
    /** More than this is a device that cannot be updated. */
    public static final int RETRIES_MAX = 100;

    public NewDeployment {
        if (retries < 0 || retries > RETRIES_MAX) {
            throw new IllegalArgumentException("retries must be 0 to " + RETRIES_MAX);
        }
    }

    /** Nobody waits anywhere, and it goes on whatever fails. */
    public NewDeployment(String name, String artifactName, Targets targets, boolean force, int retries) {
        this(name, artifactName, targets, force, retries, Optional.empty(), FailureLimit.unlimited());
    }

    /** One attempt. */
    public NewDeployment(String name, String artifactName, Targets targets, boolean force) {
        this(name, artifactName, targets, force, 0);
    }
}
