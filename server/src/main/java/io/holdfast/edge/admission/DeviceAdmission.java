package io.holdfast.edge.admission;

import io.holdfast.edge.image.ImageDevice;
import java.util.List;

/** Everything that a device passes between its token and its work, in the order of the checks: the first refusal stands. */
public final class DeviceAdmission {
    private final DeviceCheck[] checks;
    private final DeviceCosts[] costs;

    public DeviceAdmission(List<DeviceCheck> checks, List<DeviceCosts> costs) {
        this.checks = checks.toArray(DeviceCheck[]::new);
        this.costs = costs.toArray(DeviceCosts[]::new);
    }

    /** Lets every device in and keeps no account. */
    public static DeviceAdmission open() {
        return new DeviceAdmission(List.of(), List.of());
    }

    /** Whether the device's work is done now. Called on the request's event loop. */
    public Admittance judge(ImageDevice device, DeviceWork work) {
        for (DeviceCheck check : checks) {
            if (check.judge(device, work) instanceof Admittance.Refused refused) {
                return refused;
            }
        }
        return Admittance.ADMITTED;
    }

    /** Passes on what an answered request cost, refused ones included. */
    public void charge(ImageDevice device, DeviceWork work, long nanos, int status) {
        for (DeviceCosts each : costs) {
            each.charge(device, work, nanos, status);
        }
    }
}
