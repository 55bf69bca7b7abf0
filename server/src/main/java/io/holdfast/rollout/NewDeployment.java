package io.holdfast.rollout;

/**
 * What a person asks for.
 *
 * @param artifactName the release
 * @param force install also where the release runs already
 */
public record NewDeployment(String name, String artifactName, Targets targets, boolean force) {}
