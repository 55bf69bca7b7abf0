package io.holdfast.rollout;

import io.holdfast.identity.DeviceRef;
import io.holdfast.wire.mender.StatusReport;

/** A device's word on how far it got with a deployment. */
public record DeviceStatus(DeviceRef device, DeploymentId deployment, StatusReport report) {}
