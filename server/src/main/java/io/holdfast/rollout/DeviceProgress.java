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
 * @param stalled it began, did not end and was not heard of for {@link StalledTargets#QUIET_MAX}
 * @param attempts how often it failed and was let begin anew
 */
public record DeviceProgress(
        DeploymentId deployment,
        DeviceId device,
        String status,
        String substate,
        boolean installedAnyway,
        boolean stalled,
        int attempts,
        boolean hasLog,
        Instant created,
        Optional<Instant> started,
        Optional<Instant> finished) {}
