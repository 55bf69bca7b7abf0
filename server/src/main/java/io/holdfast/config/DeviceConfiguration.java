package io.holdfast.config;

import io.holdfast.identity.DeviceId;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.wire.mender.Configuration;
import java.time.Instant;
import java.util.Optional;

/**
 * A device's configuration as people see it.
 *
 * @param configured what people set
 * @param reported what the device said last
 * @param deployment the last deployment that was to bring what is set
 * @param reportedAt when the device said it; empty when it never has
 * @param updated when it was set; the device's own age where it never was
 */
public record DeviceConfiguration(
        DeviceId device,
        Configuration configured,
        Configuration reported,
        Optional<DeploymentId> deployment,
        Optional<Instant> reportedAt,
        Instant updated) {}
