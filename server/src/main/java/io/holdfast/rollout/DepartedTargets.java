package io.holdfast.rollout;

import io.holdfast.identity.DeviceDeparture;
import io.holdfast.identity.DeviceRef;
import io.holdfast.wire.mender.DeploymentStatus;
import java.sql.Connection;
import java.util.List;
import java.util.function.Consumer;

/** The deployments that still waited for a device which leaves the fleet wait for it no more. */
public final class DepartedTargets implements DeviceDeparture {
    private final Consumer<DeploymentRef> targetFinished;

    /** What to tell of each deployment of which a target finished; losing it costs time only. */
    public DepartedTargets(Consumer<DeploymentRef> targetFinished) {
        this.targetFinished = targetFinished;
    }

    @Override
    public Runnable forget(Connection connection, DeviceRef device) {
        List<DeploymentRef> ended = OpenTargets.end(connection, device, DeploymentStatus.DECOMMISSIONED);
        return () -> ended.forEach(targetFinished);
    }
}
