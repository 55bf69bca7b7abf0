package io.holdfast.rollout;

import io.holdfast.identity.DeviceRef;
import io.holdfast.wire.mender.DeploymentLog;

/** What a device wrote down while a deployment failed. */
public record DeviceLog(DeviceRef device, DeploymentId deployment, DeploymentLog log) {}
