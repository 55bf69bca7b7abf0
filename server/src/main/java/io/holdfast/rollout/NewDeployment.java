package io.holdfast.rollout;

/**
 * What a person asks for.
 *
 * @param artifactName the release
 * @param force install also where the release runs already
 * @param retries attempts that a device gets after its first one failed
 */
public record NewDeployment(String name, String artifactName, Targets targets, boolean force, int retries) {
    /** More than this is a device that cannot be updated. */
    public static final int RETRIES_MAX = 100;

    public NewDeployment {
        if (retries < 0 || retries > RETRIES_MAX) {
            throw new IllegalArgumentException("retries must be 0 to " + RETRIES_MAX);
        }
    }

    /** One attempt. */
    public NewDeployment(String name, String artifactName, Targets targets, boolean force) {
        this(name, artifactName, targets, force, 0);
    }
}
