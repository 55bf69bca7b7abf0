package io.holdfast.rollout;

import io.holdfast.identity.DeviceId;
import java.time.Instant;
import java.util.Optional;

/**
 * How far one device got with one deployment.
 *
 * @param status the wire name of a {@link io.holdfast.wire.mender.DeploymentStatus}
 * @param substate the device's own words, or empty
 * @param installedAnyway it succeeded after the abort
 */
public record DeviceProgress(
        DeploymentId deployment,
        DeviceId device,
        String status,
        String substate,
        boolean installedAnyway,
        boolean hasLog,
        Instant created,
        Optional<Instant> started,
        Optional<Instant> finished) {}
