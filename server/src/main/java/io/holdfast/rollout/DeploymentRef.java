package io.holdfast.rollout;

import io.holdfast.tenancy.TenantId;

/** A deployment and whose it is. */
public record DeploymentRef(TenantId tenant, DeploymentId deployment) {}
