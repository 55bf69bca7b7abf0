package io.holdfast.rollout;

import io.holdfast.identity.DeviceDeparture;
import io.holdfast.identity.DeviceRef;
import io.holdfast.platform.database.Query;
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

    private static final String FINISH = """
            update deployment_device
            set status = ?, rank = ?, finished = true, finished_at = now()
            where tenant_id = ? and device_id = ? and not finished
            returning deployment_id
            """;

    @Override
    public Runnable forget(Connection connection, DeviceRef device) {
        DeploymentStatus gone = DeploymentStatus.DECOMMISSIONED;
        List<DeploymentRef> ended = Query.on(connection, FINISH)
                .with(
                        gone.wireName(),
                        gone.rank(),
                        device.tenant().value(),
                        device.device().value())
                .list(row -> new DeploymentRef(device.tenant(), new DeploymentId(Query.uuid(row, "deployment_id"))));
        return () -> ended.forEach(targetFinished);
    }
}
